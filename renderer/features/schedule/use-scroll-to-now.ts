import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { localOf } from '../../../shared/domain/time.ts'
import type { Board } from './board.ts'
import { topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'

/** Brings the present into view when a day is opened; the opening hour on any other day. */
export function useScrollToNow(scroll: RefObject<HTMLDivElement | null>, grid: Grid, board: Board, today: string): void {
  const done = useRef<string | null>(null)
  useEffect(() => {
    const element = scroll.current
    // Once per day and only when the height is known: scrolling again would pull the page from under a reader.
    const shown = `${board.layout} ${board.days[0]?.date ?? ''}`
    if (!element || done.current === shown || element.clientHeight === 0) return
    done.current = shown
    const isNow = board.days.some((view) => view.date === today)
    const minute = isNow ? localOf(new Date().toISOString(), board.zone).minute : (board.days.find(({ hours }) => hours)?.hours?.opens ?? grid.from)
    const lead = isNow ? element.clientHeight / 3 : 0
    element.scrollTo({ top: Math.max(0, topOf(grid, minute) - lead) })
  }, [scroll, grid, board, today])
}
