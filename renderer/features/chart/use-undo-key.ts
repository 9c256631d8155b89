import { useEffect } from 'react'

/**
 * Ctrl+Z takes back the last chart entry while the chart is open. It goes before the window's own
 * undo, and leaves a field with text to the field.
 */
export function useUndoKey(active: boolean, onUndo: () => void): void {
  useEffect(() => {
    if (!active) return undefined
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping(event.target)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      onUndo()
    }
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [active, onUndo])
}

function isTyping(target: EventTarget | null): boolean {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return isField && target.value !== ''
}
