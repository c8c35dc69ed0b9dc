// An address of the API that knows what it answers. Apart from the schemas, so that a browser asks without carrying zod.

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

declare const answers: unique symbol
/** An address, and the body each method answers there. Plain text is none: what it answers nobody could check. */
export type Path<Answers extends Partial<Record<Method, unknown>>> = string & { readonly [answers]: Answers }

export const path = <Answers extends Partial<Record<Method, unknown>>>(address: string) => address as Path<Answers>

/** `?a=1&b=2` of what is there; '' where nothing is. Commas and colons stand as they are. */
export const query = (parts: Record<string, string | number | undefined | null>): string => {
  const said = Object.entries(parts).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return said.length ? `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()}` : ''
}

/** One part of an address. */
export const part = (text: string): string => encodeURIComponent(text)
