import { create } from 'zustand'
import { go } from '../../app/route.ts'

/** Somebody who has come without an appointment and is being taken in at this window. */
export interface Arrival {
  patientId: string
  name: string
}

interface WalkInStore {
  /** Whether it is being asked who has come. */
  isAsking: boolean
  arrival: Arrival | null
}

export const useWalkIn = create<WalkInStore>()(() => ({ isAsking: false, arrival: null }))

/** Asks who has come in. */
export function openWalkIn(): void {
  useWalkIn.setState({ isAsking: true })
}

/** Begins with the medical history of whoever came in. */
export function takeIn(arrival: Arrival): void {
  useWalkIn.setState({ isAsking: false, arrival })
  go({ screen: 'patient', patientId: arrival.patientId, tab: 'history' })
}

/** The walk-in is over: they are on the day now, or have left. */
export function endWalkIn(): void {
  useWalkIn.setState({ isAsking: false, arrival: null })
}

/** Whether this patient is being taken in at this window. */
export function useIsWalkIn(patientId: string): boolean {
  return useWalkIn(({ arrival }) => arrival?.patientId === patientId)
}

export const SEAT_ID = 'walk-in-seat'

/** After the history comes the consent; after that the way to the chair. Does nothing for others. */
export function nextAfter(step: 'history' | 'consents', patientId: string): void {
  if (useWalkIn.getState().arrival?.patientId !== patientId) return
  if (step === 'history') go({ screen: 'patient', patientId, tab: 'consents' }, 'replace')
  else requestAnimationFrame(() => document.getElementById(SEAT_ID)?.focus())
}
