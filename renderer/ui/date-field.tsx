import { useState } from 'react'
import type { ReactNode } from 'react'
import { TextInput } from '@mantine/core'
import { parseDateQuery } from '../../shared/domain/names.ts'
import { formatDate } from './format.ts'

interface DateFieldProps {
  label: string
  /** `YYYY-MM-DD`, or null when empty. */
  value: string | null
  /** Told null while the text is empty or no day; `isValid` tells the two apart. */
  onChange: (date: string | null, isValid: boolean) => void
  error?: ReactNode
  description?: ReactNode
  placeholder?: string
  disabled?: boolean
}

/**
 * A day that is typed, for birth dates: 3/4/85, 1985-03-04 and "mar 4 1985" are all understood. On
 * leaving the field it shows the day with the month in letters, so a mix-up of day and month is seen.
 */
export function DateField({ label, value, onChange, ...rest }: DateFieldProps) {
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? (value === null ? '' : formatDate(value))
  return (
    <TextInput
      label={label}
      value={shown}
      autoComplete="off"
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        const date = parseDateQuery(typed)
        onChange(date, date !== null || typed.trim() === '')
      }}
      onBlur={() => {
        // What is no day stays as typed, so that it can be corrected.
        if (text !== null && (parseDateQuery(text) !== null || text.trim() === '')) setText(null)
      }}
      {...rest}
    />
  )
}
