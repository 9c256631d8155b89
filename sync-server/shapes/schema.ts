/** The `electric-schema` entry of a column: type name, array dimensions, and what the type modifier says. */

/** The parts of a catalogue column that the schema header tells. */
export interface SchemaSource {
  readonly typeName: string
  readonly typeMod: number
  readonly elementType: string | null
  readonly dimensions: number
  readonly notNull: boolean
  readonly keyPosition: number | null
}

export interface SchemaEntry {
  readonly type: string
  readonly dims: number
  readonly pk_index?: number
  readonly not_null?: true
  readonly max_length?: number
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
  readonly fields?: string
}

const INTERVAL_FIELDS: readonly (readonly [string, number])[] = [
  ['YEAR', 1 << 2],
  ['MONTH', 1 << 1],
  ['DAY', 1 << 3],
  ['HOUR', 1 << 10],
  ['MINUTE', 1 << 11],
  ['SECOND', 1 << 12],
]

/** For an array `type` is the element's type and `dims` the declared number of dimensions. */
export function columnSchema(column: SchemaSource): SchemaEntry {
  const type = column.elementType ?? column.typeName
  return {
    type,
    dims: column.dimensions,
    ...(column.keyPosition === null ? {} : { pk_index: column.keyPosition }),
    ...(column.notNull ? { not_null: true as const } : {}),
    ...(column.dimensions > 0 ? {} : modifier(type, column.typeMod)),
  }
}

function modifier(type: string, mod: number): Partial<SchemaEntry> {
  if (type === 'bit' || type === 'varbit') return mod > 0 ? { length: mod } : {}
  if (type === 'numeric') return mod > -1 ? { precision: ((mod - 4) >> 16) & 0xffff, scale: (((mod - 4) & 0x7ff) ^ 1024) - 1024 } : {}
  if (type === 'interval') return mod > -1 ? intervalModifier(mod) : {}
  if (mod <= 0) return {}
  if (type === 'varchar' || type === 'text') return { max_length: mod - 4 }
  if (type === 'bpchar') return { length: mod - 4 }
  if (['time', 'timetz', 'timestamp', 'timestamptz', 'date'].includes(type)) return { precision: mod }
  return {}
}

function intervalModifier(mod: number): Partial<SchemaEntry> {
  const range = (mod >> 16) & 0x7fff
  const precision = mod & 0xffff
  const units = INTERVAL_FIELDS.filter(([, mask]) => (range & mask) !== 0).map(([unit]) => unit)
  const whole = range === 0x7fff || units.length === 0
  const fields = units.length === 1 ? units[0] : `${units[0]} TO ${units.at(-1)}`
  return { ...(whole ? {} : { fields }), ...(precision === 0xffff ? {} : { precision }) }
}
