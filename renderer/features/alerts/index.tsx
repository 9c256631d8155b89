export { AlertBanner } from './AlertBanner.tsx'
export { PatientAlertMark } from './PatientAlertMark.tsx'
export { SeenBox, useCritical } from './SeenBox.tsx'
