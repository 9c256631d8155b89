import { create } from 'zustand'
import type { DayAppointment } from '../../../../shared/protocol/views.ts'

/** What is known when somebody starts to book; everything else is asked. */
export interface BookingRequest {
  /** The id the new appointment is to have; a fresh one when absent. */
  id?: string
  patient?: { id: string; name: string }
  date?: string
  /** Minutes after midnight. */
  start?: number
  operatoryId?: string
  dentistId?: string
  serviceId?: string | null
  minutes?: number
  notes?: string
  /** Set when an existing appointment is to be moved instead. */
  moving?: DayAppointment
  /** Shows free times at once, as when an earlier booking was refused. */
  offerFreeSlots?: boolean
  /** Called with the id once the appointment is on disk. */
  onBooked?: (appointmentId: string) => void
}

interface BookingStore {
  request: BookingRequest | null
  open(request: BookingRequest): void
  close(): void
}

export const useBooking = create<BookingStore>()((set) => ({
  request: null,
  open: (request) => set({ request }),
  close: () => set({ request: null }),
}))

/** Opens the booking dialog over whatever screen is open. */
export function openBooking(request: BookingRequest = {}): void {
  useBooking.getState().open(request)
}
