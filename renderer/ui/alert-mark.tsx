import { Tooltip } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { en } from '../text/index.ts'

/** The mark of a patient with medical alerts: a shape with the words behind it, not a colour alone. */
export function AlertMark({ alerts, size = 14 }: { alerts: readonly string[]; size?: number }) {
  if (alerts.length === 0) return null
  const label = en.app.alerts(alerts)
  return (
    <Tooltip label={label}>
      <TriangleAlert role="img" aria-label={label} size={size} color="var(--mantine-color-red-8)" strokeWidth={2.4} style={{ flex: 'none' }} />
    </Tooltip>
  )
}
