import type { z } from 'zod'
import type { Row, TableName } from '../schema/index.ts'

/** What a person may be allowed to do; roles carry lists of these. */
export const PERMISSIONS = [
  'patients.write', 'schedule.write', 'schedule.override', 'chart.write', 'treatment.complete', 'billing.read', 'payments.record',
  'statements.issue', 'stock.write', 'attention.resolve', 'settings.write',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** One comparison on a column; several are joined with AND. */
export type Condition<R> = {
  [K in keyof R & string]:
    | readonly [K, '=' | '<>' | '<' | '<=' | '>' | '>=', R[K]]
    | readonly [K, 'in' | 'not in', readonly R[K][]]
    | readonly [K, 'is null' | 'is not null']
}[keyof R & string]

export interface SelectOptions<R> {
  orderBy?: readonly (keyof R & string)[]
  limit?: number
}

/** Everything a mutator may ask of a database. The same promise holds on SQLite and on Postgres. */
export interface Tx {
  get<N extends TableName>(table: N, key: string): Promise<Row<N> | undefined>
  select<N extends TableName>(table: N, where: readonly Condition<Row<N>>[], options?: SelectOptions<Row<N>>): Promise<Row<N>[]>
  /** Sum of an integer column; 0 over no rows. */
  sum<N extends TableName>(table: N, column: keyof Row<N> & string, where: readonly Condition<Row<N>>[]): Promise<number>
  insert<N extends TableName>(table: N, row: Row<N>): Promise<void>
  /** Changes one row by its key; refuses (`not_found`) when there is none. */
  update<N extends TableName>(table: N, key: string, patch: Partial<Row<N>>): Promise<void>
}

/** A value that gave way to another desk's when the mutation was applied. */
export interface Loss {
  field: string
  kept: unknown
  lost: unknown
}

export interface MutationContext {
  mutationId: string
  clinicId: string
  clientId: string
  /** Letters that start the numbers of documents made at this desk. */
  series: string
  actorId: string
  /** When the person did it, by the desk's clock. */
  at: string
  /** The same instant by the centre's clock, as far as the offset is known. */
  correctedAt: string
  /** A UUID that is the same on both sides for the same mutation and label. */
  idFor(label: string): string
  /**
   * Document numbers of a stem that this desk has fixed into writes, whatever became of these: paper may
   * carry them. Only at the desk; the centre fixes no numbers.
   */
  issued?(stem: string): string[]
  /** Reports that somebody else's value won; the answer becomes `merged` and a person is shown both. */
  lost(loss: Loss): void
}

export interface Mutator<N extends string = string, I extends z.ZodType = z.ZodType> {
  readonly name: N
  readonly permission: Permission
  readonly input: I
  /**
   * Runs once, at the desk, in the transaction that records the mutation: checks what the person
   * could see and fixes into the input what paper and both databases must agree on (document numbers).
   */
  readonly prepare?: (tx: Tx, input: z.output<I>, ctx: MutationContext) => Promise<z.output<I>>
  /** Runs at the desk, again after every rebase, and at the centre. Same rows, same input: same effect. */
  readonly apply: (tx: Tx, input: z.output<I>, ctx: MutationContext) => Promise<void>
  /** The patient concerned, so that a refused mutation can be found from the patient. */
  readonly patientOf?: (input: z.output<I>) => string | null
  /** Where the input names no patient: the row it is about, which does. */
  readonly patientThrough?: (input: z.output<I>) => { table: 'appointments' | 'medical_alerts' | 'chart_entries' | 'appointment_requests' | 'asap_entries' | 'unscheduled_dismissals'; id: string }
}

export function defineMutator<N extends string, I extends z.ZodType>(mutator: Mutator<N, I>): Mutator<N, I> {
  return mutator
}

/** A mutation that cannot be applied as asked, with a sentence for the person at the desk. */
export class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
  }
}

/** Refuses a reference to something that is not this clinic's; null refers to nothing and is fine. */
export async function mustExist<N extends TableName>(tx: Tx, table: N, key: string | null, what: string): Promise<void> {
  if (key !== null) await mustGet(tx, table, key, what)
}

/** The dentist, or a refusal: only dentists are booked and sign treatments. */
export async function mustBeDentist(tx: Tx, key: string): Promise<Row<'users'>> {
  const person = await mustGet(tx, 'users', key, 'The dentist')
  if (!person.is_dentist) throw new Refusal('not_a_dentist', `${person.display_name} is not a dentist.`)
  return person
}

/** Whether the role of the person who did it grants the permission, by the rows at hand. */
export async function actorMay(tx: Tx, ctx: MutationContext, permission: Permission): Promise<boolean> {
  const person = await tx.get('users', ctx.actorId)
  const role = person && await tx.get('roles', person.role_id)
  return role?.permissions.includes(permission) ?? false
}

export async function mustGet<N extends TableName>(tx: Tx, table: N, key: string, what: string): Promise<Row<N>> {
  const row = await tx.get(table, key)
  if (!row) throw new Refusal('not_found', `${what} is not known here. It may have been removed at another desk.`)
  return row
}
