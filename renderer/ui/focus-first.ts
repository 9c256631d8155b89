import { useEffect, useRef } from 'react'

/** Puts the keyboard into a field when its form appears and nothing else has it. */
export function useFocusFirst<E extends HTMLElement>(wanted = true) {
  const field = useRef<E>(null)
  useEffect(() => {
    if (wanted) field.current?.focus()
  }, [wanted])
  return field
}
