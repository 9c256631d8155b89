import { holdKeys, releaseKeys } from '../../app/held-keys.ts'
import { go, useRoute } from '../../app/route.ts'
import { focusCell, useDay } from './day-store.ts'

/** Where the keyboard was on the schedule when another day was asked for: the id of a card on the pinboard, or on the times. */
let wasOn: { cardId: string | null } | null = null

/** Shows another day. Today has no date of its own, so that the screen follows midnight. */
export function showDay(date: string, today: string): void {
  useDay.getState().select(null)
  const { route } = useRoute.getState()
  if (route.screen !== 'day' || (route.date ?? today) !== date) keepPlace()
  go(date === today ? { screen: 'day' } : { screen: 'day', date }, 'replace')
}

function keepPlace(): void {
  const active = document.activeElement
  // Between two quick steps nothing has the keyboard: it is still meant to go back.
  if (active !== document.body) wasOn = active?.closest('[data-day]') ? { cardId: active.closest('[data-pinboard]') ? active.id : null } : null
  // Further steps are taken at once; all else is meant for the times of the day that was asked for.
  if (wasOn !== null) holdKeys(({ ctrlKey, metaKey }) => ctrlKey || metaKey)
}

/** Gives the keyboard, and what was pressed meanwhile, back to where it was, once the new day stands: while it was read, nothing of the old one did. */
export function focusShownDay(): void {
  const card = wasOn?.cardId ? document.getElementById(wasOn.cardId) : null
  if (wasOn !== null && document.activeElement === document.body) {
    if (card) card.focus()
    else focusCell()
  }
  wasOn = null
  void releaseKeys()
}
