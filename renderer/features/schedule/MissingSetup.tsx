import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { Wrench } from 'lucide-react'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { Empty } from '../../ui/states.tsx'

const words = en.schedule.missing

export type MissingPart = 'chairs' | 'dentists' | 'services' | 'hours'

const GO: Record<MissingPart, { label: string; tab: string }> = {
  chairs: { label: words.goChairs, tab: 'chairs' },
  dentists: { label: words.goPeople, tab: 'people' },
  services: { label: words.goServices, tab: 'services' },
  hours: { label: words.goHours, tab: 'clinic' },
}

/** What a clinic still lacks before anything can be booked, the most important first. */
export function missingParts(reference: ClinicReference): MissingPart[] {
  const parts: [MissingPart, boolean][] = [
    ['chairs', reference.operatories.some((chair) => chair.is_active)],
    ['dentists', reference.people.some((person) => person.is_dentist && person.is_active)],
    ['services', reference.services.some((service) => service.is_active)],
    ['hours', reference.operatingHours.some((hours) => hours.closes_minute > hours.opens_minute)],
  ]
  return parts.filter(([, present]) => !present).map(([part]) => part)
}

/** Says what is missing and leads to where it is set up. */
export function MissingSetup({ missing, compact }: { missing: readonly MissingPart[]; compact?: boolean }) {
  const maySet = useCan('settings.write')
  const lines = missing.map((part) => <Text key={part}>{words[part]}</Text>)
  const ways = maySet ? missing.map((part, index) => (
    <Button key={part} variant={index === 0 ? 'filled' : 'default'} size="xs" onClick={() => go({ screen: 'settings', tab: GO[part].tab })}>{GO[part].label}</Button>
  )) : <Text c="dimmed">{words.ask}</Text>

  if (!compact) return <Empty icon={<Wrench size={32} />} title={words.title} action={ways}><Stack gap={4}>{lines}</Stack></Empty>
  return (
    <Alert color="yellow" m="xs" p="xs" icon={<Wrench />} title={words.title}>
      <Group justify="space-between">
        <Stack gap={0}>{lines}</Stack>
        <Group gap="xs">{ways}</Group>
      </Group>
    </Alert>
  )
}
