import { LoadingLines } from '../../ui/states.tsx'

/** A patient's page. */
export function PatientScreen(_: { patientId: string; tab?: string }) {
  return <LoadingLines lines={10} />
}

/** The list of patients. */
export function PatientsScreen() {
  return <LoadingLines lines={10} />
}
