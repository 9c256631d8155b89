import { TextInput } from '@mantine/core'
import type { TextInputProps } from '@mantine/core'
import { formatAmount, parsePeso } from '../../../shared/domain/money.ts'

interface MoneyFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** As typed; with separators and two decimals once the field was left. */
  value: string
  onChange: (value: string) => void
}

/** An amount of pesos; the parent reads it with `parsePeso`. */
export function MoneyField({ value, onChange, onBlur, ...rest }: MoneyFieldProps) {
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      leftSection={<span aria-hidden="true">₱</span>}
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => {
        const centavos = parsePeso(value)
        if (centavos !== null) onChange(formatAmount(centavos))
        onBlur?.(event)
      }}
    />
  )
}
