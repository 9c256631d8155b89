export { BillingScreen } from './BillingScreen.tsx'
export { PatientAccountPanel } from './PatientAccountPanel.tsx'
