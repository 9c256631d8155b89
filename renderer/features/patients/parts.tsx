import type { ReactNode } from 'react'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import { PatientAccountPanel } from '../billing/PatientAccountPanel.tsx'
import { ChartPanel } from '../chart/index.tsx'
import { Consents } from '../consents/index.tsx'
import { MedicalHistory } from '../intake/index.tsx'
import { Details } from './Details.tsx'
import { Overview } from './Overview.tsx'

/** A part of the record: its tab is named by `patients.tabs` and stands in the address. */
export interface Part {
  name: string
  render: (page: PatientPage) => ReactNode
  /** Only for who may see balances, where the desk shows them. */
  isMoney?: boolean
}

/** The parts of a patient's record, in the order of their tabs. */
export const PARTS = [
  { name: 'overview', render: (page) => <Overview page={page} /> },
  { name: 'chart', render: (page) => <ChartPanel patientId={page.patient.id} visits={page.visits} age={page.age} /> },
  { name: 'history', render: (page) => <MedicalHistory page={page} /> },
  { name: 'consents', render: (page) => <Consents page={page} /> },
  { name: 'billing', isMoney: true, render: (page) => <PatientAccountPanel patientId={page.patient.id} /> },
  { name: 'details', render: (page) => <Details page={page} /> },
] as const satisfies readonly Part[]

export type PartName = (typeof PARTS)[number]['name']
