import { useEffect } from 'react'
import { useStable } from '../chart/use-stable.ts'

/** Ctrl+S saves the form that is open instead of asking to store the page. */
export function useSaveKey(active: boolean, save: () => void): void {
  const run = useStable(save)
  useEffect(() => {
    if (!active) return undefined
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [active, run])
}
