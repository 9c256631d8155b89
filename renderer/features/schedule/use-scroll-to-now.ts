import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { localOf } from '../../../shared/domain/time.ts'
import type { DayView } from '../../../shared/protocol/views.ts'
import { topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'

/** Brings the present into view when a day is opened; the opening hour on any other day. */
export function useScrollToNow(scroll: RefObject<HTMLDivElement | null>, grid: Grid, view: DayView, today: string): void {
  const done = useRef<string | null>(null)
  useEffect(() => {
    const element = scroll.current
    // Once per day and only when the height is known: scrolling again would pull the page from under a reader.
    if (!element || done.current === view.date || element.clientHeight === 0) return
    done.current = view.date
    const minute = view.date === today ? localOf(new Date().toISOString(), view.timezone).minute : (view.hours?.opens ?? grid.from)
    const lead = view.date === today ? element.clientHeight / 3 : 0
    element.scrollTo({ top: Math.max(0, topOf(grid, minute) - lead) })
  }, [scroll, grid, view, today])
}
