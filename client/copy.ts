// Copying, also over plain HTTP on a local network, where browsers give a page no clipboard of its own.

/** Puts a text on the clipboard; resolves with whether it is there. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return byHand(text)
  }
}

/** As a person would: marked in a field and copied. Within a dialog only what is in it can be marked. */
function byHand(text: string): boolean {
  const before = document.activeElement as HTMLElement | null
  const field = document.createElement('textarea')
  Object.assign(field, { value: text, readOnly: true, className: 'out-of-sight' })
  const place = before?.closest('dialog') ?? document.body
  place.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    before?.focus()
  }
}
