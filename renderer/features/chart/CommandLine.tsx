import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Autocomplete } from '@mantine/core'
import { Keyboard } from 'lucide-react'
import { chart as words } from '../../text/en/chart.ts'
import { parseCommand, suggestions } from './command.ts'
import type { ChartCommand } from './command.ts'
import type { ChartLayer } from './tools.ts'

interface CommandLineProps {
  layer: ChartLayer
  disabled: boolean
  onCommand: (command: ChartCommand) => void
}

/** Charting without the mouse: "16 mod amalgam" and Enter. */
export function CommandLine({ layer, disabled, onCommand }: CommandLineProps) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)

  const run = (event: KeyboardEvent<HTMLInputElement>) => {
    const isChoosing = event.currentTarget.getAttribute('aria-activedescendant')
    if (event.key !== 'Enter' || isChoosing || event.nativeEvent.isComposing) return
    event.preventDefault()
    const parsed = parseCommand(text, layer)
    if (!parsed.ok) {
      setError(parsed.message)
      return
    }
    setText('')
    setError(null)
    onCommand(parsed.command)
  }

  return (
    <Autocomplete
      aria-label={words.command.label}
      placeholder={words.command.hint}
      leftSection={<Keyboard size={16} />}
      data={suggestions(text)}
      filter={({ options }) => options}
      value={text}
      onChange={(value) => {
        setText(value)
        setError(null)
      }}
      onKeyDown={run}
      error={error}
      disabled={disabled}
      autoComplete="off"
      spellCheck={false}
      flex={1}
      miw={260}
    />
  )
}
