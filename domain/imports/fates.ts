// What would become of things when a file is let in. Without zod, for the browser.
export const fates = ['new', 'changed', 'vanished'] as const
export type Fate = (typeof fates)[number]

export const importStates = ['reading', 'asking', 'checking', 'ready', 'writing', 'done', 'failed'] as const
export type ImportState = (typeof importStates)[number]

/** What is still being worked on, and not for a person to touch. */
export const underWay = ({ state }: { state: ImportState }): boolean => state === 'reading' || state === 'checking' || state === 'writing'
