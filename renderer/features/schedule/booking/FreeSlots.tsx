import { Button, Input, SimpleGrid, Text } from '@mantine/core'
import { formatTime, localOf } from '../../../../shared/domain/time.ts'
import type { FreeSlot } from '../../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../../api/hooks.ts'
import { en } from '../../../text/index.ts'
import { useNow } from '../../../ui/clock.ts'
import { formatShortDay } from '../../../ui/format.ts'
import { intervalOf } from './draft.ts'
import type { Draft } from './draft.ts'

const words = en.schedule
const OFFERED = 5

/** Up to five free times from the wanted one on, with the same dentist; one click takes one over. */
export function FreeSlots({ draft, zone, onTake }: { draft: Draft; zone: string; onTake: (slot: FreeSlot) => void }) {
  const interval = intervalOf(draft, zone)
  const now = useNow()
  const minutes = draft.minutes === '' ? 30 : Math.min(600, Math.max(5, draft.minutes))
  const { data: slots } = useClinicQuery('schedule.freeSlots', { from: later(interval?.startsAt ?? '', now), durationMinutes: minutes, dentistId: draft.dentistId || null, operatoryId: null, limit: OFFERED }, { enabled: interval !== null, keepPrevious: true })

  return (
    <Input.Wrapper label={words.freeSlots} labelElement="div">
      <SimpleGrid cols={2} spacing={6} verticalSpacing={6} mt={4} role="group" aria-label={words.freeSlots}>
        {slots === undefined ? <Text c="dimmed">{words.searchingFree}</Text> : slots.length === 0 ? <Text c="dimmed">{words.noFreeSlots}</Text> : slots.slice(0, OFFERED).map((slot) => (
          <Button key={`${slot.startsAt}-${slot.operatoryId}-${slot.dentistId}`} size="compact-sm" fw={500} variant="light" onClick={() => onTake(slot)}>{slotText(slot, zone, draft.dentistId)}</Button>
        ))}
      </SimpleGrid>
    </Input.Wrapper>
  )
}

/** Free times that have passed help nobody. */
function later(wanted: string, now: string): string {
  return wanted > now ? wanted : now
}

/** The dentist is named only where it is not the one asked for. */
function slotText(slot: FreeSlot, zone: string, dentistId: string): string {
  const { date, minute } = localOf(slot.startsAt, zone)
  return words.freeSlot(formatShortDay(date), formatTime(minute), slot.operatoryName, slot.dentistId === dentistId ? '' : slot.dentistName)
}
