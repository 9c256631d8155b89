import { go } from '../../app/route.ts'
import { useDay } from './day-store.ts'

/** Shows another day. Today has no date of its own, so that the screen follows midnight. */
export function showDay(date: string, today: string): void {
  useDay.getState().select(null)
  go(date === today ? { screen: 'day' } : { screen: 'day', date }, 'replace')
}
