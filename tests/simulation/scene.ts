import type { DeviceProfile } from '../../shared/schema/index.ts'
import type { Account } from './account.ts'
import type { SimulatedCentre } from './centre/centre.ts'
import type { SimulatedDesk } from './desk.ts'
import type { Plan } from './plan.ts'
import type { VirtualTime } from './virtual-time.ts'
import { deviceId, ownPatient } from './clinic.ts'

/** Everything there is in a run. */
export interface Scene {
  plan: Plan
  time: VirtualTime
  centre: SimulatedCentre
  desks: SimulatedDesk[]
  /** What each desk is to the centre. */
  profiles: DeviceProfile[]
  account: Account
}

/** The device that a desk of the plan is. */
export function deviceOf({ plan }: Scene, desk: number): string {
  return deviceId(plan.desks[desk]!.device)
}

/** The patient whom nobody else edits. */
export function ownPatientOf({ plan }: Scene, desk: number): string {
  return ownPatient(plan.desks[desk]!.device)
}
