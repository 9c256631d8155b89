import { create } from 'zustand'

interface DayStore {
  /** The cell the keyboard is on. */
  cursor: { column: number; minute: number } | null
  /** The appointment whose details are open. */
  selectedId: string | null
  withCancelled: boolean
  select(id: string | null): void
  setCursor(cursor: { column: number; minute: number }): void
  toggleCancelled(): void
}

/** What the person at this window has picked on the day; nothing of it is data of the clinic. */
export const useDay = create<DayStore>()((set) => ({
  cursor: null,
  selectedId: null,
  withCancelled: false,
  select: (selectedId) => set({ selectedId }),
  setCursor: (cursor) => set({ cursor }),
  toggleCancelled: () => set((store) => ({ withCancelled: !store.withCancelled })),
}))

/** Name of the DOM element of an appointment's block, to give the keyboard back to it. */
export function blockId(appointmentId: string): string {
  return `appointment-${appointmentId}`
}
