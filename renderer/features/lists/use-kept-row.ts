import { useEffect, useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * Keeps the keyboard in a table when what it was on goes: a button that has done its work, or a whole row.
 * It goes on at the buttons of the same row, or of the row that has taken its place.
 */
export function useKeptRow(table: RefObject<HTMLElement | null>): void {
  const last = useRef<{ element: Element; rowIndex: number } | null>(null)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      const row = target instanceof Element && table.current?.contains(target) ? target.closest('[aria-rowindex]') : null
      last.current = row && { element: target as Element, rowIndex: Number(row.getAttribute('aria-rowindex')) }
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [table])
  useLayoutEffect(() => {
    const lost = last.current
    if (lost === null || lost.element.isConnected || document.activeElement !== document.body) return
    const rows = [...(table.current?.querySelectorAll('[aria-rowindex]') ?? [])].slice(1)
    const row = rows.find((one) => Number(one.getAttribute('aria-rowindex')) >= lost.rowIndex) ?? rows.at(-1)
    const buttons = [...(row?.querySelectorAll('button') ?? [])]
    // The first only opens the record.
    ;(buttons[1] ?? buttons[0])?.focus()
  })
}
