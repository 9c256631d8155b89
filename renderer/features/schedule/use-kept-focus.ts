import { useLayoutEffect, useRef } from 'react'
import type { FocusEvent } from 'react'
import { focusCell, useDay } from './day-store.ts'
import type { Grid } from './geometry.ts'
import type { Placed } from './place.ts'

/** An appointment that goes from the board while the keyboard is on it leaves the keyboard at its time, not nowhere. */
export function useKeptFocus(placed: readonly Placed[], grid: Grid) {
  const on = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (on.current === null || placed.some(({ appointment }) => appointment.id === on.current)) return
    on.current = null
    if (document.activeElement === document.body) focusCell()
  }, [placed])
  return {
    onFocus: ({ appointment, column, start }: Placed) => {
      on.current = appointment.id
      const minute = grid.from + Math.floor((start - grid.from) / grid.slot) * grid.slot
      const { cursor, setCursor } = useDay.getState()
      if (cursor?.column !== column || cursor.minute !== minute) setCursor({ column, minute })
    },
    onBlur: (event: FocusEvent) => {
      if (event.currentTarget.isConnected) on.current = null
    },
  }
}
