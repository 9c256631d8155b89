import { fromSqlite } from '../../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../../electron/host/store/codec.ts'
import type { Db } from '../../../electron/host/store/database.ts'
import type { MutationInput, MutatorName } from '../../../shared/mutators/index.ts'
import { describe } from '../../../shared/schema/index.ts'
import type { Row, TableName } from '../../../shared/schema/index.ts'
import { CHAIRS, DENTIST, DENTIST_2, LOCATION } from '../../support/world.ts'
import { SHARED_PATIENTS } from '../clinic.ts'
import type { Dice } from '../dice.ts'

/** What a person at a desk has before them when they decide on a write. */
export interface Sight {
  db: Db
  dice: Dice
  /** Midnight of the day, by the centre's clock. */
  today: number
  ownPatient: string
  /** Counts up with every write of the run, for values that tell which write they came from. */
  number: number
}

export type Generator<N extends MutatorName> = (see: Sight) => MutationInput<N> | undefined

/** Every row of a table that this desk holds. */
export function rows<N extends TableName>({ db }: Sight, table: N): Row<N>[] {
  return db.prepare<[], SqliteRow>(`select * from ${table} order by ${describe(table).key}`).all().map((row) => fromSqlite(table, row))
}

export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** A patient; most often one whom others write for too. */
export function someone(see: Sight): string {
  const all = rows(see, 'patients').filter(({ last_name }) => last_name !== 'Own')
  return see.dice.chance(0.7) || all.length === 0 ? see.dice.of(SHARED_PATIENTS) : see.dice.of(all).id
}

/** Few slots, few chairs: two desks often want the same. */
export function slot({ dice, today }: Sight) {
  const startsAt = today + 86_400_000 + dice.whole(0, 5) * 1_800_000
  return { locationId: LOCATION, operatoryId: dice.of(CHAIRS), dentistId: dice.of([DENTIST, DENTIST_2]), startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + dice.of([1_800_000, 3_600_000])).toISOString() }
}

export function someAppointment(see: Sight): Row<'appointments'> | undefined {
  return see.dice.of(rows(see, 'appointments'))
}

/** A row to do something to; undefined while there is none. */
export function some<N extends TableName>(see: Sight, table: N): Row<N> | undefined {
  return see.dice.of(rows(see, table))
}

export type Generators = { [N in MutatorName]?: Generator<N> }
