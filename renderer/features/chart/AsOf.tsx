import { useId } from 'react'
import { Button, Group, NativeSelect, Slider, Text } from '@mantine/core'
import { INK } from '../lists/ink.ts'
import { formatDate } from '../../ui/format.ts'
import { chart as words } from '../../text/en/chart.ts'

interface AsOfProps {
  /** Days on which something was charted, oldest first, today last. */
  days: readonly string[]
  /** Null shows the chart as it stands. */
  value: string | null
  onChange: (day: string | null) => void
}

/** Goes back to how the chart stood on an earlier day. Nothing to show while there is only today. */
export function AsOf({ days, value, onChange }: AsOfProps) {
  const id = useId()
  if (days.length < 2) return null
  const last = days.length - 1
  const index = value === null ? last : Math.max(days.indexOf(value), 0)
  const choose = (next: number) => onChange(next >= last ? null : days[next] ?? null)
  return (
    <Group gap="md" wrap="nowrap" mr={8}>
      <Text component="label" htmlFor={id} size="sm" c="dimmed" mr={-6} style={{ whiteSpace: 'nowrap' }}>{words.history.asOf}</Text>
      <NativeSelect
        id={id}
        size="xs"
        w={132}
        value={String(index)}
        onChange={(event) => choose(Number(event.currentTarget.value))}
        data={days.map((day, at) => ({ value: String(at), label: at === last ? words.history.today : formatDate(day) })).toReversed()}
      />
      <Slider w={170} size="sm" min={0} max={last} step={1} value={index} onChange={choose} label={(at) => (at === last ? words.history.today : formatDate(days[at] ?? ''))} thumbLabel={words.history.slider} thumbSize={24} />
      {value !== null && <Button size="compact-sm" variant="light" onClick={() => onChange(null)}>{words.history.today}</Button>}
    </Group>
  )
}

/** Says that an earlier day is shown, so that nobody takes it for now. */
export function PastNotice({ day }: { day: string }) {
  return <Text role="status" size="sm" fw={600} c={INK.amber} px={12} py={6} bg="yellow.0">{words.past(formatDate(day))}</Text>
}
