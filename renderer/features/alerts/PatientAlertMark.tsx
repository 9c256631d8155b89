import { AlertMark } from '../../ui/alert-mark.tsx'
import { useAlerts } from './AlertBanner.tsx'

/** The mark of a patient with alerts where the list itself does not know them. */
export function PatientAlertMark({ patientId }: { patientId: string }) {
  const alerts = useAlerts(patientId)
  return <AlertMark alerts={(alerts.data ?? []).filter(({ severity }) => severity !== 'info').map(({ label }) => label)} />
}
