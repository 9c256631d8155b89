import type { DeviceProfile } from '../../shared/schema/index.ts'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import type { MutatorName } from '../../shared/mutators/index.ts'
import type { CrashPoint } from './desk.ts'
import { PROFILES } from './clinic.ts'
import { Dice } from './dice.ts'
import type { Fault } from './network.ts'
import type { Form } from './templates.ts'
import { anyMutator } from './writes/index.ts'

export interface PlannedDesk {
  /** Which of the clinic's devices it is. */
  device: number
  form: Form
  /** How far its clock is off at the beginning, in milliseconds. */
  clockMs: number
}

/** Something that happens at an instant, in milliseconds since the beginning. */
export type Event = { at: number } & (
  | { do: 'write'; desk: number; name: MutatorName; dice: number }
  /** Without a desk, every desk. */
  | { do: 'fault'; desk?: number; fault: Fault; ms: number }
  | { do: 'start' | 'stop'; desk: number }
  | { do: 'crash'; desk: number; point: CrashPoint; downMs: number }
  | { do: 'clock'; desk: number; ms: number }
  | { do: 'profile'; desk: number; profile: DeviceProfile }
  | { do: 'centreDown'; ms: number }
  /** Replication falls behind. */
  | { do: 'lag'; by: number; ms: number }
  /** The centre dies when it has committed so many more mutations. */
  | { do: 'centreCrash'; commits: number; ms: number }
  | { do: 'refetch'; tables: TableName[] }
  | { do: 'byHand'; dice: number }
  | { do: 'backup' | 'restore' }
)

/** Everything that is decided beforehand; the rest follows from the seed as it comes. */
export interface Plan {
  seed: number
  desks: PlannedDesk[]
  events: Event[]
  /** From here on nothing is wrong any more, and everybody is there. */
  healedAt: number
}

const HOUR = 3_600_000
const DESKS = { 3: 35, 4: 25, 5: 20, 6: 10, 7: 4, 8: 3, 9: 2, 10: 1 } as const
const CLOCKS = [-3 * 365 * 24 * HOUR, -26 * HOUR, -2 * HOUR, -400, 300, 90_000, 5 * HOUR, 30 * HOUR]

/** What happens in the run of a seed. */
export function plan(seed: number): Plan {
  const dice = new Dice(seed)
  const count = Number(dice.weighted(DESKS))
  const devices = [...PROFILES.keys()]
  const desks = Array.from({ length: count }, (): PlannedDesk => ({
    device: devices.splice(dice.whole(0, devices.length - 1), 1)[0]!,
    form: dice.weighted({ synced: 8, older: 1, empty: 1 }),
    clockMs: dice.chance(0.3) ? dice.of(CLOCKS) : dice.whole(-200, 200),
  }))
  // A PC with an older program dies in the middle of its update.
  const events: Event[] = desks.flatMap(({ form }, desk): Event[] => (form === 'older' && dice.chance(0.5) ? [{ at: 0, do: 'crash', desk, point: { at: 'local-migration' }, downMs: 500 }] : []))
  const days = dice.weighted({ 1: 5, 2: 3, 3: 2 })
  let morning = 1000
  for (let day = 0; day < Number(days); day++) {
    const end = morning + dice.whole(5_000, 18_000)
    events.push(...aDay(dice, count, day, morning, end, Number(days)))
    morning = end + dice.whole(8, 60) * HOUR
  }
  const last = events.reduce((latest, { at }) => Math.max(latest, at), 0)
  events.sort((a, b) => a.at - b.at)
  return { seed, desks, events, healedAt: last + dice.whole(0, 5_000) }
}

function aDay(dice: Dice, desks: number, day: number, morning: number, end: number, days: number): Event[] {
  const events: Event[] = []
  const when = () => dice.whole(morning, end)
  for (let desk = 0; desk < desks; desk++) {
    // Away for the day, with what it still had to send; on the last day everybody comes.
    if (day > 0 && day < days - 1 && dice.chance(0.3)) continue
    events.push({ at: morning + dice.whole(-900, 2_000), do: 'start', desk })
    if (day < days - 1) events.push({ at: end + dice.whole(0, 2_000), do: 'stop', desk })
  }
  const writes = dice.whole(5, 12) * Math.min(desks, 4)
  for (let count = 0; count < writes; count++) events.push({ at: when(), do: 'write', desk: dice.whole(0, desks - 1), name: anyMutator(dice), dice: dice.whole(0, 2 ** 32 - 1) })
  for (let count = dice.whole(0, 5); count > 0; count--) events.push({ at: when(), do: 'fault', ...(dice.chance(0.7) ? { desk: dice.whole(0, desks - 1) } : {}), fault: fault(dice), ms: dice.chance(0.8) ? dice.whole(300, 4_000) : dice.whole(4_000, 12_000) })
  for (let count = dice.whole(0, 2); count > 0; count--) events.push({ at: when(), do: 'crash', desk: dice.whole(0, desks - 1), point: crashPoint(dice), downMs: dice.whole(100, 6_000) })
  // One PC works on without the centre until the evening, and edits what others edit too.
  if (dice.chance(0.3)) events.push({ at: morning + dice.whole(0, 3_000), do: 'fault', desk: dice.whole(0, desks - 1), fault: { kind: 'cut' }, ms: end - morning })
  if (dice.chance(0.5)) events.push(...dispute(dice, desks, dice.whole(morning + 2_500, end)))
  if (dice.chance(0.3)) events.push({ at: when(), do: 'lag', by: dice.of([200, 1_000, 3_000]), ms: dice.whole(1_000, 8_000) })
  if (dice.chance(0.2)) events.push({ at: when(), do: 'clock', desk: dice.whole(0, desks - 1), ms: dice.of(CLOCKS) })
  if (dice.chance(0.15)) events.push({ at: when(), do: 'centreDown', ms: dice.whole(200, 5_000) })
  if (dice.chance(0.15)) events.push({ at: when(), do: 'centreCrash', commits: dice.whole(1, 20), ms: dice.whole(200, 4_000) })
  if (dice.chance(0.25)) events.push({ at: when(), do: 'refetch', tables: dice.chance(0.3) ? [...TABLE_NAMES] : [dice.of(TABLE_NAMES), dice.of(TABLE_NAMES)] })
  if (dice.chance(0.15)) events.push({ at: when(), do: 'byHand', dice: dice.whole(0, 2 ** 32 - 1) })
  if (dice.chance(0.1)) events.push({ at: when(), do: 'profile', desk: dice.whole(1, desks - 1), profile: dice.of(['front_desk', 'manager', 'chairside'] as const) })
  if (days > 1 && day === 0) events.push({ at: dice.whole(morning, end + 1_000), do: 'backup' })
  if (day > 0 && dice.chance(0.3)) events.push({ at: when(), do: 'restore' })
  return events
}

/** Two desks change the same fields of the same patient, in either order, and one of them is cut off meanwhile. */
function dispute(dice: Dice, desks: number, at: number): Event[] {
  const [one, sameDice] = [dice.whole(0, desks - 1), dice.whole(0, 2 ** 32 - 1)]
  const [early, late] = [at + dice.whole(50, 500), at + dice.whole(6_000, 7_500)]
  const pair = [one, (one + dice.whole(1, desks - 1)) % desks].map((desk) => ({ do: 'write' as const, desk, name: 'patient.edit' as const, dice: sameDice }))
  const times = dice.chance(0.5) ? [early, late] : [late, early]
  return [{ at, do: 'fault', desk: one, fault: { kind: 'cut' }, ms: 8_000 }, ...pair.map((write, index) => ({ ...write, at: times[index]! }))]
}

const STATUSES = [500, 502, 503, 429, 401, 403, 404, 400, 409, 413]

function fault(dice: Dice): Fault {
  switch (dice.weighted({ cut: 4, halfOpen: 3, drop: 4, double: 3, slow: 3, status: 3, garbage: 2 })) {
    case 'cut': return { kind: 'cut' }
    case 'halfOpen': return { kind: 'halfOpen' }
    case 'drop': return { kind: 'drop', chance: dice.of([0.1, 0.3, 0.7]) }
    case 'double': return { kind: 'double', chance: dice.of([0.2, 0.8]) }
    case 'slow': return { kind: 'slow', ms: dice.of([200, 1_000, 4_000]) }
    case 'status': return { kind: 'status', chance: dice.of([0.1, 0.5, 1]), status: dice.of(STATUSES), ...(dice.chance(0.2) ? { retryAfter: dice.of(['1', '3600', 'tomorrow']) } : {}) }
    case 'garbage': return { kind: 'garbage', chance: dice.of([0.1, 0.5, 1]) }
  }
}

function crashPoint(dice: Dice): CrashPoint {
  const at = dice.weighted({ statement: 4, before: 2, after: 2, 'outbox-inserted': 1, 'rows-applied': 1, 'swap-ahead': 1, 'swap-done': 1, 'local-migration': 0.5, 'push-sent': 0.5 })
  return at === 'statement' ? { at, count: dice.whole(1, 120) } : at === 'before' || at === 'after' ? { at, count: dice.whole(1, 25) } : { at }
}
