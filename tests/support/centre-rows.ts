import type { CentreRow } from '../../electron/host/store/codec.ts'
import { describe } from '../../shared/schema/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'

/** Which of the two spellings of Postgres a shape uses: snapshots write `true`, replication writes `t`. */
export type Spelling = 'snapshot' | 'replication'

const BOOLEANS = { snapshot: ['false', 'true'], replication: ['f', 't'] } as const

/** A row as a shape carries it: Postgres text under TimeZone=UTC, jsonb with Postgres's own spacing. */
export function asCentreRow<N extends TableName>(table: N, row: Row<N>, spelling: Spelling = 'replication'): CentreRow {
  const { columns } = describe(table)
  return Object.fromEntries(Object.entries(row as Record<string, unknown>).map(([name, value]) => {
    if (value === null) return [name, null]
    const kind = columns[name]!.kind
    if (kind === 'bool') return [name, BOOLEANS[spelling][value ? 1 : 0]]
    if (kind === 'json') return [name, jsonbText(value)]
    if (kind === 'timestamp') return [name, postgresInstant(value as string)]
    return [name, `${value as string | number}`]
  }))
}

/** `2026-11-20T01:30:00.500Z` to `2026-11-20 01:30:00.5+00`: Postgres leaves trailing zeros out. */
function postgresInstant(iso: string): string {
  const [day, time] = iso.slice(0, -1).split('T') as [string, string]
  return `${day} ${time.replace(/\.?0+$/, '')}+00`
}

function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonbText(item)}`).join(', ')}}`
}
