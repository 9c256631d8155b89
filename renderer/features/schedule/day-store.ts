import { create } from 'zustand'
import type { Layout, Who } from './board.ts'

interface DayStore {
  /** The cell the keyboard is on. */
  cursor: { column: number; minute: number } | null
  /** The appointment whose details are open. */
  selectedId: string | null
  withCancelled: boolean
  layout: Layout
  /** Whose week is shown. */
  who: Who
  /** Whether the panel that finds a time is open. */
  finding: boolean
  /** The appointment whose cancelling is being asked about. */
  cancellingId: string | null
  /** Whether the keyboard is to go into the panel that opens. */
  intoPanel: boolean
  select(id: string | null): void
  setCursor(cursor: { column: number; minute: number }): void
  toggleCancelled(): void
  setLayout(layout: Layout): void
  setWho(who: Who): void
  setFinding(finding: boolean): void
  /** Opens an appointment's details and takes the keyboard there. */
  enter(id: string): void
  /** Asks why an appointment is to be cancelled; null closes the question. */
  askCancel(id: string | null): void
}

/** What the person at this window has picked on the schedule; nothing of it is data of the clinic. */
export const useDay = create<DayStore>()((set) => ({
  cursor: null,
  selectedId: null,
  withCancelled: false,
  layout: 'chairs',
  who: null,
  finding: false,
  cancellingId: null,
  intoPanel: false,
  select: (selectedId) => set(selectedId === null ? { selectedId } : { selectedId, finding: false }),
  setCursor: (cursor) => set({ cursor }),
  setLayout: (layout) => set({ layout, cursor: null }),
  setWho: (who) => set({ who }),
  setFinding: (finding) => set(finding ? { finding, selectedId: null } : { finding }),
  enter: (selectedId) => set({ selectedId, finding: false, intoPanel: true }),
  askCancel: (cancellingId) => set(cancellingId === null ? { cancellingId } : { cancellingId, selectedId: cancellingId, finding: false }),
  toggleCancelled: () => set((store) => ({ withCancelled: !store.withCancelled })),
}))

/** Name of the DOM element of an appointment's block, to give the keyboard back to it. */
export function blockId(appointmentId: string): string {
  return `appointment-${appointmentId}`
}

/** Gives the keyboard to a slot of the grid: the given one, or the one it was on last. */
export function focusCell(at?: { column: number; minute: number }): void {
  document.querySelector<HTMLElement>(at ? `[data-cell="${at.column}-${at.minute}"]` : '[data-cell][tabindex="0"]')?.focus()
}
