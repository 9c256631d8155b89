export { PatientScreen } from './PatientScreen.tsx'
export { PatientsScreen } from './PatientsScreen.tsx'
export { RegisterPatientDialog } from './RegisterPatientDialog.tsx'
