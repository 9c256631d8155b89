import type { Row } from '../../shared/schema/index.ts'
import type { ClientBase } from 'pg'

const TABLES = [
  'payments', 'ledger_lines', 'stock_movements', 'stock_lots', 'appointments', 'chart_entries', 'patients', 'medical_alerts', 'statements', 'inventory_items',
  'service_recipes', 'attention_items',
] as const

/** What the centre's Postgres says, and nobody else. */
export type Books = { [N in (typeof TABLES)[number]]: Row<N>[] } & {
  /** How often each mutation was carried out, by its id: a row of the audit log each time. */
  carriedOut: Map<string, number>
}

/** Reads the books in one snapshot. */
export async function readBooks(client: ClientBase): Promise<Books> {
  await client.query('begin isolation level repeatable read read only')
  const books: Record<string, unknown> = {}
  for (const table of TABLES) books[table] = (await client.query(`select * from ${table}`)).rows
  const { rows } = await client.query<{ id: string; times: number }>(`select subject_id as id, count(*)::int as times from audit_log where event in ('data_create', 'data_update') and detail ? 'seq' group by 1`)
  books['carriedOut'] = new Map(rows.map(({ id, times }) => [id, times]))
  await client.query('commit')
  return books as unknown as Books
}

/** Books without anything in them, for tests. */
export function emptyBooks(): Books {
  return { ...(Object.fromEntries(TABLES.map((table) => [table, []])) as unknown as Books), carriedOut: new Map() }
}
