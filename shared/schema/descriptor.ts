/**
 * How a table is described once for every side: row types, the replica's SQLite tables, the codecs
 * between Postgres text and desk values, the shape list and the drift tests all come from here.
 * Constraints and defaults stay in the Postgres migrations, which are the authority on them.
 */
export type ColumnKind = 'uuid' | 'text' | 'int' | 'bool' | 'date' | 'timestamp' | 'json' | 'enum' | 'real'

/** Which PCs a manager can enrol; the profile decides which tables a desk receives. */
export type DeviceProfile = 'front_desk' | 'chairside' | 'manager'
export const DEVICE_PROFILES = ['front_desk', 'chairside', 'manager'] as const satisfies readonly DeviceProfile[]

/**
 * How concurrent edits of a table come together (design §6).
 * `facts`: rows are only ever added. `fields`: per field, by from/to. `slot`: the centre's exclusion
 * constraint decides. `centre`: only the centre or its administrators write.
 */
export type MergeRule = 'facts' | 'fields' | 'slot' | 'centre'

export interface Column<T = unknown> {
  readonly kind: ColumnKind
  readonly comment: string
  readonly nullable: boolean
  /** Personal data: never in logs, error texts or diagnostics files. */
  readonly personal: boolean
  readonly values?: readonly string[]
  readonly enumName?: string
  /** Only carries the TypeScript type; never present at run time. */
  readonly type?: T
}

interface Options {
  personal?: boolean
}

function column<T>(kind: ColumnKind, comment: string, options: Options = {}): Column<T> {
  return { kind, comment, nullable: false, personal: options.personal ?? false }
}

export const uuid = (comment: string) => column<string>('uuid', comment)
export const text = (comment: string, options?: Options) => column<string>('text', comment, options)
/** A whole number that fits a JavaScript safe integer; money is always centavos. */
export const int = (comment: string) => column<number>('int', comment)
export const real = (comment: string) => column<number>('real', comment)
export const bool = (comment: string) => column<boolean>('bool', comment)
/** A calendar day, `YYYY-MM-DD`, without time zone. */
export const date = (comment: string, options?: Options) => column<string>('date', comment, options)
/** An instant, `YYYY-MM-DDTHH:MM:SS.sssZ` at the desk and timestamptz(3) at the centre. */
export const timestamp = (comment: string) => column<string>('timestamp', comment)
export const json = <T>(comment: string, options?: Options) => column<T>('json', comment, options)
export function oneOf<const V extends readonly string[]>(enumName: string, values: V, comment: string): Column<V[number]> {
  return { kind: 'enum', comment, nullable: false, personal: false, values, enumName }
}
export function nullable<T>(inner: Column<T>): Column<T | null> {
  return { ...inner, nullable: true }
}

export interface Table<N extends string = string, C extends Record<string, Column> = Record<string, Column>> {
  readonly name: N
  readonly comment: string
  readonly columns: C
  readonly key: keyof C & string
  /** The column that holds the clinic, which every shape is filtered by. */
  readonly scope: keyof C & string
  readonly merge: MergeRule
  /** Profiles whose desks hold this table. */
  readonly profiles: readonly DeviceProfile[]
  /** Indexes of the replica; each follows a query of the host. */
  readonly indexes: readonly (readonly (keyof C & string)[])[]
}

export function table<N extends string, C extends Record<string, Column>>(
  name: N,
  spec: {
    comment: string
    columns: C
    key?: keyof C & string
    scope?: keyof C & string
    merge: MergeRule
    profiles?: readonly DeviceProfile[]
    indexes?: readonly (readonly (keyof C & string)[])[]
  },
): Table<N, C> {
  return {
    name,
    comment: spec.comment,
    columns: spec.columns,
    key: spec.key ?? 'id',
    scope: spec.scope ?? 'clinic_id',
    merge: spec.merge,
    profiles: spec.profiles ?? DEVICE_PROFILES,
    indexes: spec.indexes ?? [],
  }
}

type ValueOf<C> = C extends Column<infer T> ? T : never
/** The row of a table as every side's code sees it. */
export type RowOf<T> = T extends Table<string, infer C> ? { [K in keyof C]: ValueOf<C[K]> } : never

/** Columns that nearly every table carries. */
export const base = {
  id: uuid('UUIDv7 made where the row was first written'),
  clinic_id: uuid('The clinic that owns the row; every shape is filtered by it'),
  created_at: timestamp('When the row was first written, by the clock of its writer'),
}
