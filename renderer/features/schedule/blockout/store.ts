import { create } from 'zustand'
import type { BlockoutView } from '../../../../shared/protocol/views.ts'

/** A blockout to change, or the day a new one is for. */
export interface BlockoutRequest {
  blockout?: BlockoutView
  date?: string
}

export const useBlockout = create<{ request: BlockoutRequest | null }>()(() => ({ request: null }))

/** Opens the dialog that marks time on the schedule. */
export function openBlockout(request: BlockoutRequest): void {
  useBlockout.setState({ request })
}
