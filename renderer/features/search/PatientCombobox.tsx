import { useId } from 'react'
import type { ReactNode, Ref } from 'react'
import { Popover, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { ResultList } from './ResultList.tsx'
import { useCombobox } from './use-combobox.ts'

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

/** The one way to find a patient by typing; results appear below the field. */
export function PatientCombobox({ onPick, onRegister, label, hideLabel, placeholder, id, inputRef, focusFirst, error, rightSection, className, resultWidth, takesOnTab = false }: PatientComboboxProps) {
  const listId = useId()
  const box = useCombobox({ onPick, onRegister, takesOnTab })
  const aria = {
    role: 'combobox',
    'aria-label': hideLabel ? label : undefined,
    'aria-expanded': box.isShown,
    'aria-controls': box.isShown ? listId : undefined,
    'aria-autocomplete': 'list' as const,
    'aria-activedescendant': box.isShown && box.count > 0 ? `${listId}-${box.chosen}` : undefined,
  }
  return (
    <Popover withRoles={false} opened={box.isShown} position="bottom-end" width={resultWidth ?? 'target'} offset={4} trapFocus={false} returnFocus={false} closeOnEscape={false} withinPortal shadow="md" transitionProps={{ duration: 0 }} middlewares={{ flip: true, shift: true, size: true }}>
      <Popover.Target>
        <TextInput
          id={id}
          ref={inputRef}
          className={className}
          label={hideLabel ? undefined : label}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          data-autofocus={focusFirst ? true : undefined}
          leftSection={<Search size={16} aria-hidden="true" />}
          rightSection={rightSection}
          rightSectionPointerEvents="none"
          rightSectionWidth={rightSection === undefined ? undefined : 64}
          error={error}
          value={box.text}
          onChange={(event) => box.type(event.currentTarget.value)}
          onFocus={box.open}
          onBlur={box.close}
          onKeyDown={box.onKeyDown}
          {...aria}
        />
      </Popover.Target>
      <Popover.Dropdown p={0} onMouseDown={(event) => event.preventDefault()}>
        <ResultList id={listId} hits={box.hits} active={box.chosen} isCurrent={box.isCurrent} registerText={box.registerText} onTake={box.take} onPoint={box.point} />
      </Popover.Dropdown>
    </Popover>
  )
}
