import { create } from 'zustand'

/** A time that was just freed. */
export interface Freed {
  locationId: string
  operatoryId: string
  dentistId: string
  startsAt: string
  endsAt: string
  /** Who gave it up, and is not offered it again. */
  exceptPatientId: string | null
}

interface OfferStore {
  freed: Freed | null
  close(): void
}

export const useOffer = create<OfferStore>()((set) => ({ freed: null, close: () => set({ freed: null }) }))

/** Offers a freed time to those on the short-notice list whom it suits; says nothing when it suits nobody or has passed. */
export function offerFreed(slot: Omit<Freed, 'exceptPatientId'>, exceptPatientId: string | null): void {
  if (slot.startsAt > new Date().toISOString()) useOffer.setState({ freed: { ...slot, exceptPatientId } })
}
