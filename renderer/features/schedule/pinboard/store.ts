import { create } from 'zustand'
import type { DayAppointment } from '../../../../shared/protocol/views.ts'

interface PinboardStore {
  /** Appointments being carried. Each keeps its time until it is placed: nothing is written before that. */
  pinned: readonly DayAppointment[]
  /** The one that the next chosen time is for. */
  placing: string | null
  pin(appointment: DayAppointment): void
  /** Takes it off the board: it was placed, or it stays where it was. */
  unpin(id: string): void
  setPlacing(id: string | null): void
}

/** What this window carries from one day to another. */
export const usePinboard = create<PinboardStore>()((set) => ({
  pinned: [],
  placing: null,
  pin: (appointment) => set(({ pinned }) => ({ pinned: [...pinned.filter((one) => one.id !== appointment.id), appointment], placing: appointment.id })),
  unpin: (id) => set(({ pinned, placing }) => ({ pinned: pinned.filter((one) => one.id !== id), placing: placing === id ? null : placing })),
  setPlacing: (placing) => set({ placing }),
}))

/** Name of the DOM element of a pinned appointment. */
export function pinId(appointmentId: string): string {
  return `pin-${appointmentId}`
}

/** Puts an appointment on the board and gives it the keyboard, so that the arrows turn the days. */
export function pinAndFocus(appointment: DayAppointment): void {
  usePinboard.getState().pin(appointment)
  requestAnimationFrame(() => document.getElementById(pinId(appointment.id))?.focus())
}
