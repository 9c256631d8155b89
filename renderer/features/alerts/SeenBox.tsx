import { Checkbox } from '@mantine/core'
import { alerts as words } from '../../text/en/alerts.ts'
import { useAlerts } from './AlertBanner.tsx'

/** Ids of the critical alerts of a patient, as this screen shows them; empty until they are read. */
export function useCritical(patientId: string): string[] {
  return (useAlerts(patientId).data ?? []).filter(({ severity }) => severity === 'critical').map(({ id }) => id)
}

interface SeenBoxProps {
  isSeen: boolean
  /** Beside the box, once going on was tried without it. */
  error: string | undefined
  onChange: (isSeen: boolean) => void
}

/** Says that the critical alerts above were read, before something is done that they may forbid. */
export function SeenBox({ isSeen, error, onChange }: SeenBoxProps) {
  return <Checkbox size="md" label={words.seen} checked={isSeen} error={error} onChange={(event) => onChange(event.currentTarget.checked)} />
}
