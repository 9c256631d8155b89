import { Button, Text } from '@mantine/core'
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Row } from '../../../shared/schema/index.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { alerts as words } from '../../text/en/alerts.ts'
import { patients } from '../../text/en/patients.ts'
import classes from './alerts.module.css'

type Alert = Row<'medical_alerts'>
const ICON: Record<Alert['severity'], LucideIcon> = { critical: OctagonAlert, caution: TriangleAlert, info: Info }

/** The alerts of a patient that hold, loudest first; undefined until they are read. */
export function useAlerts(patientId: string | null) {
  return useClinicQuery('patients.alerts', { patientId: patientId ?? '' }, { enabled: patientId !== null })
}

/**
 * What to beware of with a patient, in words and in full, on every screen on which something is done for them. Shows nothing
 * where there is nothing; that the alerts could not be read is never left out.
 */
export function AlertBanner({ patientId }: { patientId: string }) {
  const alerts = useAlerts(patientId)
  if (alerts.isError) {
    return (
      <div className={classes.failed} role="alert">
        <OctagonAlert size={16} aria-hidden="true" />
        <Text size="sm">{words.failed}</Text>
        <Button size="compact-sm" variant="default" onClick={() => void alerts.refetch()}>{words.retry}</Button>
      </div>
    )
  }
  if (!alerts.data || alerts.data.length === 0) return null
  return (
    <section className={classes.banner} aria-label={words.title}>
      {alerts.data.map((alert) => {
        const Icon = ICON[alert.severity]
        return (
          <span key={alert.id} className={classes.alert} data-severity={alert.severity}>
            <Icon size={15} aria-hidden="true" style={{ flex: 'none' }} />
            <span><b>{patients.alerts.severities[alert.severity]}</b>: {alert.label}</span>
          </span>
        )
      })}
    </section>
  )
}
