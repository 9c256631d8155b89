import { go } from '../../app/route.ts'
import { focusCell, useDay } from './day-store.ts'

/** Where the keyboard was on the schedule when another day was asked for: the id of a card on the pinboard, or on the times. */
let wasOn: { cardId: string | null } | null = null

/** Shows another day. Today has no date of its own, so that the screen follows midnight. */
export function showDay(date: string, today: string): void {
  useDay.getState().select(null)
  const active = document.activeElement
  wasOn = active?.closest('[data-day]') ? { cardId: active.closest('[data-pinboard]') ? active.id : null } : null
  go(date === today ? { screen: 'day' } : { screen: 'day', date }, 'replace')
}

/** Gives the keyboard back to where it was, once the new day stands: while it was read, nothing of the old one did. */
export function focusShownDay(): void {
  const card = wasOn?.cardId ? document.getElementById(wasOn.cardId) : null
  if (wasOn !== null && document.activeElement === document.body) {
    if (card) card.focus()
    else focusCell()
  }
  wasOn = null
}
