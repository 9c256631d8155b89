import { Random } from './random.ts'
import type { Source } from './options.ts'

/** What can break at a desk. Its process, its cable and its disk break independently of each other. */
export const DESK_FAULTS = {
  process: ['desk_killed', 'desk_stopped'],
  cable: ['cut', 'silent', 'no_answers', 'no_requests', 'slow', 'torn'],
  disk: ['disk_full'],
} as const

export const CENTRE_FAULTS = ['centre_killed', 'centre_restarted', 'centre_stopped'] as const
export const DATABASE_FAULTS = ['postgres_killed', 'postgres_restarted', 'database_cut', 'database_silent'] as const
/** The embedded service lives and dies with the centre; its log can be gone and its feed can break. */
export const SHAPES_FAULTS = { embedded: ['feed_cut', 'shapes_forgotten'], alone: ['feed_cut', 'shapes_forgotten', 'shapes_killed', 'shapes_restarted', 'shapes_stopped'] } as const

export type FaultName =
  | (typeof DESK_FAULTS)[keyof typeof DESK_FAULTS][number]
  | (typeof CENTRE_FAULTS)[number]
  | (typeof DATABASE_FAULTS)[number]
  | (typeof SHAPES_FAULTS)[keyof typeof SHAPES_FAULTS][number]

export interface PlannedFault {
  name: FaultName
  /** What breaks once at a time: faults of one place wait for each other. */
  place: string
  /** Number of the desk; null for what is the whole clinic's. */
  desk: number | null
  /** Milliseconds after work began. */
  beginsAt: number
  endsAt: number
  /** A number from 0 to below 1 for whatever the fault leaves open: how slow, how healed. */
  dice: number
}

/** The longest a fault of this kind lasts, and the pause before the next one at the same place, in seconds. */
const PACE = { process: [6, 14], cable: [12, 8], disk: [5, 25], centre: [4, 20], database: [4, 25], shapes: [4, 20] } as const

type Place = keyof typeof PACE

/**
 * The faults of a run, by the time they begin: at every place one after the other, and at the end a storm that is
 * still on when work stops. The same for the same seed.
 */
export function planFaults({ seed, desks, seconds, source }: { seed: number; desks: number; seconds: number; source: Source }): PlannedFault[] {
  const places: { place: Place; where?: string; desk: number | null; kinds: readonly FaultName[] }[] = [
    ...Array.from({ length: desks }, (_, desk) => (['process', 'cable', 'disk'] as const).map((place) => ({ place, desk, kinds: DESK_FAULTS[place] }))).flat(),
    { place: 'centre', desk: null, kinds: CENTRE_FAULTS },
    { place: 'database', desk: null, kinds: DATABASE_FAULTS },
    // Embedded, it starts and ends with the centre.
    { place: 'shapes', where: source === 'embedded' ? 'centre' : 'shapes', desk: null, kinds: SHAPES_FAULTS[source] },
  ]
  return places
    .flatMap(({ place, where = place, desk, kinds }) => atPlace(place, kinds, new Random(seed, `${place} ${desk}`), seconds * 1000).map((fault) => ({ ...fault, desk, place: `${where} ${desk}` })))
    .toSorted((a, b) => a.beginsAt - b.beginsAt)
}

type AtPlace = Omit<PlannedFault, 'place' | 'desk'>

function atPlace(place: Place, kinds: readonly FaultName[], random: Random, endMs: number): AtPlace[] {
  // A short run has shorter faults, or it would see only one of each.
  const scale = Math.min(1, endMs / 60_000 + 0.15)
  const [longest, pause] = PACE[place]
  const draw = random.deck(kinds)
  const faults: AtPlace[] = []
  let now = random.next() * pause * 1000 * scale
  while (now < endMs) {
    const endsAt = now + (0.5 + random.next() * longest) * 1000 * scale
    faults.push({ name: draw(), beginsAt: Math.round(now), endsAt: Math.round(endsAt), dice: random.next() })
    now = endsAt + random.next() * 2 * pause * 1000 * scale
  }
  return withStorm(place, faults, kinds, random, endMs)
}

/** Cables are out at the end, or all would have arrived before anything is healed; the rest as it falls. */
function withStorm(place: Place, faults: readonly AtPlace[], kinds: readonly FaultName[], random: Random, endMs: number): AtPlace[] {
  const beginsAt = Math.round(endMs * (0.85 + random.next() * 0.12))
  if (random.next() > (place === 'cable' ? 0.9 : 0.35)) return [...faults]
  const before = faults.filter((fault) => fault.beginsAt < beginsAt).map((fault) => ({ ...fault, endsAt: Math.min(fault.endsAt, beginsAt) }))
  return [...before, { name: random.pick(kinds), beginsAt, endsAt: endMs, dice: random.next() }]
}
