// Where we are reached: at the root of a name, or under a sub-path of it, as the page that was served says in its <base>.

/** '/rivers', or '' at the root. Where there is no document (a test of what needs none) it is the root. */
export const base = globalThis.document?.baseURI ? new URL('.', document.baseURI).pathname.replace(/\/$/, '') : ''

/** An address of ours as the browser is to ask for it. */
export const at = (address: string): string => base + address

/** The page one is on, as the router knows it: to come back to. */
export const here = (): string => window.location.pathname.slice(base.length) + window.location.search.replace(/[?&]signin=\w+/, '')
