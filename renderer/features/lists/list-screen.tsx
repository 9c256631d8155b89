import type { ReactNode } from 'react'
import { CloseButton, TextInput } from '@mantine/core'
import { ListFilter } from 'lucide-react'
import classes from './list.module.css'

/** A screen that is one list: a line of tools above, the list filling the rest. */
export function ListScreen({ tools, children }: { tools: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.screen}>
      <div className={classes.tools}>{tools}</div>
      <div className={classes.ground}>{children}</div>
    </div>
  )
}

interface FilterBoxProps {
  label: string
  hint: string
  clearLabel: string
  value: string
  onChange: (value: string) => void
}

/** Narrows the list below while typing; Escape empties it. */
export function FilterBox({ label, hint, clearLabel, value, onChange }: FilterBoxProps) {
  return (
    <TextInput
      aria-label={label}
      placeholder={hint}
      leftSection={<ListFilter size={16} />}
      rightSection={value !== '' && <CloseButton aria-label={clearLabel} size="sm" onClick={() => onChange('')} />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') onChange('')
      }}
      autoComplete="off"
      spellCheck={false}
      w={320}
    />
  )
}
