import { Armchair, BadgeCheck, CheckCheck, CircleDashed, CircleX, DoorOpen, UserX } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'

/** What the front desk calls the state of a visit: booking status and visit flow in one word. */
export type VisitState = 'pending' | 'confirmed' | 'arrived' | 'in_chair' | 'completed' | 'cancelled' | 'missed'

type Row = Pick<DayAppointment, 'status' | 'flow'>

/** Whether it is still on: cancelled and missed ones are not. */
export function isBlocking(appointment: Pick<DayAppointment, 'status'>): boolean {
  return appointment.status !== 'cancelled' && appointment.status !== 'missed'
}

export function visitState(row: Row): VisitState {
  if (row.status === 'cancelled' || row.status === 'missed' || row.status === 'completed') return row.status
  if (row.flow === 'done') return 'completed'
  return row.flow === 'none' ? row.status : row.flow
}

/** Never colour alone: each state has its word and its shape. */
export const STATE_ICON: Record<VisitState, LucideIcon> = {
  pending: CircleDashed,
  confirmed: BadgeCheck,
  arrived: DoorOpen,
  in_chair: Armchair,
  completed: CheckCheck,
  cancelled: CircleX,
  missed: UserX,
}

export function stateLabel(state: VisitState): string {
  return en.schedule.state[state]
}

export type Action = 'confirm' | 'arrived' | 'in_chair' | 'done' | 'move' | 'cancel'

/** What can be done with an appointment in its state. */
export function actionsFor(row: Row): ReadonlySet<Action> {
  switch (visitState(row)) {
    case 'pending': return new Set<Action>(['confirm', 'arrived', 'in_chair', 'done', 'move', 'cancel'])
    case 'confirmed': return new Set<Action>(['arrived', 'in_chair', 'done', 'move', 'cancel'])
    case 'arrived': return new Set<Action>([...(row.status === 'pending' ? ['confirm' as const] : []), 'in_chair', 'done', 'move', 'cancel'])
    case 'in_chair': return new Set<Action>(['done', 'move', 'cancel'])
    default: return new Set<Action>()
  }
}

/** The step that usually comes next, shown first among the buttons. */
export function nextAction(row: Row): Action | null {
  const next: Partial<Record<VisitState, Action>> = { pending: 'confirm', confirmed: 'arrived', arrived: 'in_chair', in_chair: 'done' }
  return next[visitState(row)] ?? null
}
