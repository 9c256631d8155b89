import { TextInput } from '@mantine/core'
import type { TextInputProps } from '@mantine/core'
import { parseDateQuery } from '../../../shared/domain/names.ts'
import { isDate } from '../../../shared/domain/time.ts'
import { formatDay } from '../../ui/format.ts'

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

/** A day that can be typed as 2026-11-20, 11/20/2026 or nov 20 2026; says beside it which day was understood. */
export function DayField({ value, onChange, onBlur, description, ...rest }: DayFieldProps) {
  const day = tidyDay(value)
  return (
    <TextInput
      placeholder="YYYY-MM-DD"
      autoComplete="off"
      className="tabular"
      {...rest}
      description={isDate(day) ? formatDay(day) : description ?? '\u00a0'}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => {
        if (day !== value) onChange(day)
        onBlur?.(event)
      }}
    />
  )
}
