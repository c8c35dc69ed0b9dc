// Keys pressed while an input method composes are the input method's: Enter takes its words, Escape drops them, arrows choose among
// them. None of ours hears of them, whatever it listens on, now or later.

/** Safari says it only by the key code, when the words are taken. */
const belongsToInputMethod = ({ isComposing, keyCode }: KeyboardEvent) => isComposing || keyCode === 229

/** Goes first: before anything else listens for keys on the page. What the browser does with the key stays as it is. */
export function leaveKeysToInputMethod(page: EventTarget) {
  const keep = (event: Event) => belongsToInputMethod(event as KeyboardEvent) && event.stopImmediatePropagation()
  for (const type of ['keydown', 'keypress', 'keyup']) page.addEventListener(type, keep, { capture: true })
}
