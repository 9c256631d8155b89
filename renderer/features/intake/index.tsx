export { MedicalHistory } from './MedicalHistory.tsx'
