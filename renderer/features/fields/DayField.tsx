import { useState } from 'react'
import { TextInput } from '@mantine/core'
import type { TextInputProps } from '@mantine/core'
import { parseDateQuery } from '../../../shared/domain/names.ts'
import { isDate } from '../../../shared/domain/time.ts'
import { formatDate } from '../../ui/format.ts'

interface DayFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** As typed; `YYYY-MM-DD` once it is whole and the field was left. */
  value: string
  onChange: (value: string) => void
}

/** The day a person typed in any usual way, as `YYYY-MM-DD`; the text itself when it is no day. */
export function tidyDay(text: string): string {
  const trimmed = text.trim()
  return isDate(trimmed) ? trimmed : parseDateQuery(trimmed) ?? trimmed
}

/**
 * A day in a form that checks it when it is sent: unlike `DateField` it keeps what is no day as text.
 * Left alone it shows the month in letters, so that a mix-up of day and month is seen.
 */
export function DayField({ value, onChange, onBlur, ...rest }: DayFieldProps) {
  // What stands there because it is being typed; a value from elsewhere is shown in letters at once.
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      autoComplete="off"
      className="tabular"
      {...rest}
      value={typed !== value && isDate(value) ? formatDate(value) : value}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(event.currentTarget.value)
      }}
      onBlur={(event) => {
        setTyped(null)
        const day = tidyDay(value)
        if (day !== value) onChange(day)
        onBlur?.(event)
      }}
    />
  )
}
