import { Button, Group, Input, Text } from '@mantine/core'
import { formatTime, localOf } from '../../../../shared/domain/time.ts'
import type { FreeSlot } from '../../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../../api/hooks.ts'
import { en } from '../../../text/index.ts'
import { formatDay } from '../../../ui/format.ts'
import { intervalOf } from './draft.ts'
import type { Draft } from './draft.ts'

const words = en.schedule
const OFFERED = 5

/** Up to five free times from the wanted one on, with the same dentist; one click takes one over. */
export function FreeSlots({ draft, zone, onTake }: { draft: Draft; zone: string; onTake: (slot: FreeSlot) => void }) {
  const interval = intervalOf(draft, zone)
  const minutes = draft.minutes === '' ? 30 : Math.min(600, Math.max(5, draft.minutes))
  const { data: slots } = useClinicQuery('schedule.freeSlots', { from: interval?.startsAt ?? '', durationMinutes: minutes, dentistId: draft.dentistId || null, operatoryId: null, limit: OFFERED }, { enabled: interval !== null, keepPrevious: true })

  return (
    <Input.Wrapper label={words.freeSlots} labelElement="div">
      <Group gap="xs" mt={4} role="group" aria-label={words.freeSlots}>
        {slots === undefined ? <Text c="dimmed">{words.searchingFree}</Text> : slots.length === 0 ? <Text c="dimmed">{words.noFreeSlots}</Text> : slots.slice(0, OFFERED).map((slot) => (
          <Button key={`${slot.startsAt}-${slot.operatoryId}-${slot.dentistId}`} size="xs" variant="light" onClick={() => onTake(slot)}>{slotText(slot, zone)}</Button>
        ))}
      </Group>
    </Input.Wrapper>
  )
}

function slotText(slot: FreeSlot, zone: string): string {
  const { date, minute } = localOf(slot.startsAt, zone)
  return words.freeSlot(formatDay(date), formatTime(minute), slot.operatoryName, slot.dentistName)
}
