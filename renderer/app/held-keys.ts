/**
 * Keys that are pressed before the screen they are meant for is there: kept, and pressed again when it is. People
 * who work by keyboard do not look up between signing in and the first booking.
 */

/** What keeps a screen from coming must not keep the keyboard for ever; and what was meant so long ago is not done any more. */
const LONGEST_MS = 10_000
/** How long a dialog that a key has opened may take to come up, and then to ask for the keyboard, in frames. */
const FRAMES_TO_COME = 5
const MOST_FRAMES = 60

let held: KeyboardEvent[] | null = null
let letsPass: (event: KeyboardEvent) => boolean = () => false
let limit: ReturnType<typeof setTimeout> | undefined
/** Counts the times somebody began to hold, so that a replay notices when it is overtaken. */
let turn = 0
const replayed = new WeakSet<Event>()

/** Keeps what is pressed from now on until `releaseKeys` or `dropKeys`; `pass` says which keys are for what stands now. */
export function holdKeys(pass: (event: KeyboardEvent) => boolean = () => false): void {
  turn += 1
  letsPass = pass
  held ??= []
  window.addEventListener('keydown', keep, { capture: true })
  clearTimeout(limit)
  limit = setTimeout(dropKeys, LONGEST_MS)
}

/** The screen is there: presses what was kept, one after the other, and what is pressed meanwhile behind it. */
export async function releaseKeys(): Promise<void> {
  if (held === null) return
  clearTimeout(limit)
  turn += 1
  const mine = turn
  letsPass = () => false
  for (;;) {
    await settled()
    // A key that was pressed again has asked for another screen, or somebody else presses them.
    if (mine !== turn || held === null) return
    const next = held.shift()
    if (!next) return dropKeys()
    press(next)
  }
}

/** Forgets what was kept: the screen it was meant for is not coming. */
export function dropKeys(): void {
  clearTimeout(limit)
  turn += 1
  held = null
  window.removeEventListener('keydown', keep, { capture: true })
}

function keep(event: KeyboardEvent): void {
  if (held === null || replayed.has(event) || isOfBrowser(event) || (held.length === 0 && letsPass(event))) return
  event.preventDefault()
  event.stopImmediatePropagation()
  // The Enter that signed in may still be down.
  if (!event.repeat || event.key !== 'Enter') held.push(event)
}

function isOfBrowser({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return ['Shift', 'Control', 'Alt', 'Meta', 'F5', 'F11', 'F12'].includes(key) || altKey || ((ctrlKey || metaKey) && ['r', 'w', 't', 'q'].includes(key.toLowerCase()))
}

/** A frame later; where nothing has the keyboard once a dialog may have come up, and where one has, once it has the keyboard. */
async function settled(): Promise<void> {
  for (let frames = 1; frames < MOST_FRAMES; frames++) {
    await new Promise(requestAnimationFrame)
    const dialog = [...document.querySelectorAll('[role="dialog"]')].at(-1)
    const hasKeyboard = dialog ? dialog.contains(document.activeElement) : document.activeElement !== document.body
    if (hasKeyboard || (!dialog && frames >= FRAMES_TO_COME)) return
  }
}

function press({ key, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
  const target = document.activeElement ?? document.body
  const again = new KeyboardEvent('keydown', { key, code, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true })
  replayed.add(again)
  if (target.dispatchEvent(again) && !ctrlKey && !metaKey) doAsBrowser(target, key, shiftKey)
}

/** What a browser does for a key that no screen has taken; it does so only for keys of the keyboard. */
function doAsBrowser(target: Element, key: string, isBack: boolean): void {
  if (key === 'Tab') return focusNext(target, isBack)
  if ((target instanceof HTMLInputElement && isTyped(target)) || target instanceof HTMLTextAreaElement) {
    if (key === 'Enter' && target instanceof HTMLInputElement) return target.form?.requestSubmit()
    if (key.length !== 1) return
    target.setRangeText(key, target.selectionStart ?? target.value.length, target.selectionEnd ?? target.value.length, 'end')
    target.dispatchEvent(new InputEvent('input', { data: key, inputType: 'insertText', bubbles: true }))
  } else if (target instanceof HTMLElement && (key === ' ' || (key === 'Enter' && target.matches('button, a')))) target.click()
}

function focusNext(from: Element, isBack: boolean): void {
  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]')].filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled'))
  const wanted = isBack ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING
  const ahead = from === document.body ? stops : stops.filter((stop) => from.compareDocumentPosition(stop) & wanted)
  ahead.at(isBack ? -1 : 0)?.focus()
}

/** Whether characters go into it, and whether where they go can be asked. */
function isTyped({ type }: HTMLInputElement): boolean {
  return ['text', 'search', 'tel', 'url', 'password'].includes(type)
}
