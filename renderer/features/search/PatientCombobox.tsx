import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { Paper, Popover, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { ResultList } from './ResultList.tsx'
import { usePatientSearch } from './use-patient-search.ts'

interface PatientComboboxProps {
  onPick: (hit: PatientHit) => void
  /** Offers to register the text as a new patient when given. */
  onRegister?: (text: string) => void
  label: string
  hideLabel?: boolean
  placeholder?: string
  id?: string
  inputRef?: Ref<HTMLInputElement>
  /** Set inside dialogs that put the keyboard here when they open. */
  focusFirst?: boolean
  error?: ReactNode
  rightSection?: ReactNode
  className?: string
  /** Width of the results in pixels; that of the field when absent. */
  resultWidth?: number
  /** Tab takes the marked person too, as in a form that is filled in from field to field. */
  takesOnTab?: boolean
}

/**
 * The one way to find a patient by typing. Results appear below while the keyboard stays in the field:
 * arrows choose, Enter takes, Escape closes.
 */
export function PatientCombobox({ onPick, onRegister, label, hideLabel, placeholder, id, inputRef, focusFirst, error, rightSection, className, resultWidth, takesOnTab = false }: PatientComboboxProps) {
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  // Set when Enter was quicker than the search: what it finds first is taken when it comes.
  const isHurried = useRef(false)
  const listId = useId()
  const { hits, isCurrent } = usePatientSearch(text)
  const wanted = text.trim()
  const canRegister = onRegister !== undefined && isCurrent && wanted !== ''
  const optionCount = hits.length + (canRegister ? 1 : 0)
  const shown = isOpen && wanted !== ''
  const chosen = Math.min(active, Math.max(0, optionCount - 1))

  const close = () => setOpen(false)
  const finish = () => {
    setText('')
    close()
  }
  const take = (index: number) => {
    const hit = hits[index]
    if (hit) {
      finish()
      onPick(hit)
    } else if (canRegister) {
      finish()
      onRegister(wanted)
    }
  }
  const takeLate = useEffectEvent(() => take(chosen))
  useEffect(() => {
    if (!isCurrent || !isHurried.current) return
    isHurried.current = false
    takeLate()
  }, [isCurrent])
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const takes = event.key === 'Enter' || (takesOnTab && event.key === 'Tab' && !event.shiftKey)
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (optionCount > 0) setActive((chosen + (event.key === 'ArrowDown' ? 1 : optionCount - 1)) % optionCount)
    } else if (takes && shown) {
      // While the answer is still that to an earlier text, Enter would take somebody else.
      event.preventDefault()
      if (isCurrent) take(chosen)
      else isHurried.current = true
    } else if (event.key === 'Escape' && shown) {
      event.stopPropagation()
      event.nativeEvent.stopImmediatePropagation()
      close()
    } else if (event.key === 'Escape' && !shown) {
      setText('')
    }
  }

  return (
    <Popover withRoles={false} opened={shown} position="bottom-end" width={resultWidth ?? 'target'} offset={4} trapFocus={false} returnFocus={false} closeOnEscape={false} withinPortal shadow="md" transitionProps={{ duration: 0 }} middlewares={{ flip: true, shift: true, size: true }}>
      <Popover.Target>
        <TextInput
          id={id}
          ref={inputRef}
          className={className}
          role="combobox"
          label={hideLabel ? undefined : label}
          aria-label={hideLabel ? label : undefined}
          aria-expanded={shown}
          aria-controls={shown ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown && optionCount > 0 ? `${listId}-${chosen}` : undefined}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={focusFirst ? true : undefined}
          leftSection={<Search size={16} aria-hidden="true" />}
          rightSection={rightSection}
          rightSectionPointerEvents="none"
          rightSectionWidth={rightSection === undefined ? undefined : 64}
          error={error}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setActive(0)
            isHurried.current = false
            setOpen(true)
          }}
          onFocus={() => setOpen(true)}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
      </Popover.Target>
      <Popover.Dropdown p={0} onMouseDown={(event) => event.preventDefault()}>
        <Paper>
          <ResultList id={listId} hits={hits} active={chosen} isCurrent={isCurrent} registerText={canRegister ? wanted : null} onTake={take} onPoint={setActive} />
        </Paper>
      </Popover.Dropdown>
    </Popover>
  )
}
