import { useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { PasswordInput, Text } from '@mantine/core'
import { en } from '../../text/index.ts'

interface PasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  autoComplete: 'current-password' | 'new-password'
  description?: string
  error?: ReactNode
  inputRef?: Ref<HTMLInputElement>
}

/** A password that says when Caps Lock is on, the usual reason why a right one is refused. */
export function PasswordField({ label, value, onChange, autoComplete, description, error, inputRef }: PasswordFieldProps) {
  const [caps, setCaps] = useState(false)
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))
  return (
    <div>
      <PasswordInput
        ref={inputRef}
        label={label}
        description={description}
        error={error}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value}
        autoComplete={autoComplete}
        maxLength={200}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyUp={watch}
        onKeyDown={watch}
        onBlur={() => setCaps(false)}
      />
      <Text role="status" size="sm" c="orange.9" mt={caps ? 4 : 0}>{caps ? en.session.signIn.capsLock : ''}</Text>
    </div>
  )
}
