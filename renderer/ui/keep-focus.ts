import { useEffect, useRef } from 'react'

/** A dialog gives the keyboard back when it has faded out, perhaps to what is gone by then. */
const DIALOG_MS = 400

/**
 * Keeps the keyboard in a place whose parts come and go: when a count changes and what had the keyboard is not there
 * any more, it goes to the element that the ref is put on.
 */
export function useKeepFocus<E extends HTMLElement>(count: number) {
  const place = useRef<E>(null)
  const before = useRef(count)
  useEffect(() => {
    if (before.current === count) return undefined
    before.current = count
    const take = () => {
      if (document.activeElement === document.body || document.activeElement === null) place.current?.focus()
    }
    take()
    const timer = setTimeout(take, DIALOG_MS)
    return () => clearTimeout(timer)
  }, [count])
  return place
}
