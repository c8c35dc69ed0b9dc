// Whether somebody sits at this screen. What it asks by itself says so, and keeps nobody signed in (server/http/session.ts).
const attendedMs = 60_000
let last = Date.now()
// Where there is no window (a test of what needs none) nobody sits.
for (const input of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  globalThis.window?.addEventListener(input, () => void (last = Date.now()), { passive: true, capture: true })

/** Somebody has touched it within the last minute. */
export const isAttended = (): boolean => Date.now() - last < attendedMs
