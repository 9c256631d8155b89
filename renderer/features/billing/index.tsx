import { LoadingLines } from '../../ui/states.tsx'

/** Charges, payments and statements. */
export function BillingScreen(_: { patientId?: string }) {
  return <LoadingLines lines={10} />
}
