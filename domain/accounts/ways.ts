/** With what somebody can prove that it is they. Apart from the schemas, so that the browser knows without carrying zod. */
export const ways = ['code', 'passkey', 'recovery', 'password'] as const
export type Way = (typeof ways)[number]
