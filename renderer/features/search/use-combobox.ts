import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { usePatientSearch } from './use-patient-search.ts'

interface Options {
  onPick: (hit: PatientHit) => void
  onRegister?: (text: string) => void
  /** Tab takes the marked person too, as in a form that is filled in from field to field. */
  takesOnTab: boolean
}

/** State and keys of the patient search: arrows choose, Enter takes, Escape closes, the keyboard stays in the field. */
export function useCombobox({ onPick, onRegister, takesOnTab }: Options) {
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const { hits, isCurrent } = usePatientSearch(text)
  const wanted = text.trim()
  const canRegister = onRegister !== undefined && isCurrent && wanted !== ''
  const count = hits.length + (canRegister ? 1 : 0)
  const isShown = isOpen && wanted !== ''
  const chosen = Math.min(active, Math.max(0, count - 1))

  const close = () => setOpen(false)
  const take = (index: number) => {
    const hit = hits[index]
    if (!hit && !canRegister) return
    setText('')
    close()
    if (hit) onPick(hit)
    else onRegister?.(wanted)
  }
  const late = useLateTake(isCurrent, () => take(chosen))
  const type = (value: string) => {
    setText(value)
    setActive(0)
    late.forget()
    setOpen(true)
  }
  const move = (step: number) => {
    setOpen(true)
    if (count > 0) setActive((chosen + step + count) % count)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const takes = event.key === 'Enter' || (takesOnTab && event.key === 'Tab' && !event.shiftKey)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (takes && isShown) {
      // While the answer is still that to an earlier text, Enter would take somebody else.
      event.preventDefault()
      if (isCurrent) take(chosen)
      else late.wish()
    } else if (event.key === 'Escape') {
      if (!isShown) return setText('')
      event.stopPropagation()
      event.nativeEvent.stopImmediatePropagation()
      close()
    }
  }
  return { text, hits, isCurrent, isShown, chosen, count, registerText: canRegister ? wanted : null, type, take, point: setActive, open: () => setOpen(true), close, onKeyDown }
}

/** Enter can be quicker than the search: what it finds first is taken when it comes, unless the text has changed. */
function useLateTake(isCurrent: boolean, take: () => void) {
  const isWished = useRef(false)
  const takeLate = useEffectEvent(take)
  useEffect(() => {
    if (!isCurrent || !isWished.current) return
    isWished.current = false
    takeLate()
  }, [isCurrent])
  return {
    wish: () => {
      isWished.current = true
    },
    forget: () => {
      isWished.current = false
    },
  }
}
