import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { Client } from 'pg'
import { describe, isTableName, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { asOwner } from '../centre/database.ts'
import { migrateUp, readMigrations } from '../db/migrate.ts'
import { runCommand, say, UsageError } from './cli.ts'

export const DIAGRAM_FILE = path.resolve(import.meta.dirname, '../../docs/er-diagram.md')

/** Groups a reader can take in at once. Every synced table stands in exactly one; clinics is in all of them. */
const AREAS: readonly (readonly [title: string, tables: readonly TableName[]])[] = [
  ['The clinic and its people', ['clinics', 'locations', 'operating_hours', 'operatories', 'roles', 'users', 'user_credentials', 'devices', 'front_desk_settings', 'notifications', 'notification_reads']],
  ['Patients, schedule and chart', ['patients', 'medical_alerts', 'services', 'appointments', 'chart_entries']],
  ['The patient record', ['patient_links', 'patient_merges', 'patient_photos', 'intake_forms', 'history_reviews', 'consent_templates', 'consents']],
  ['When the clinic works', ['closed_days', 'blockout_types', 'blockouts', 'staff_availability', 'dentist_dates']],
  ['Lists of the front desk', ['appointment_requests', 'asap_entries', 'confirmation_calls', 'recall_types', 'recall_triggers', 'recall_contacts', 'reminder_log', 'unscheduled_dismissals']],
  ['Money', ['ledger_lines', 'payments', 'invoices', 'statements']],
  ['Stock', ['suppliers', 'inventory_items', 'stock_lots', 'stock_movements', 'service_recipes']],
  ['Sync', ['client_progress', 'attention_items']],
]

interface ForeignKey {
  table: TableName
  column: string
  target: TableName
}

/** Mermaid's names of the kinds; the exact Postgres types are in the migrations. */
const KIND_NAMES: Record<string, string> = { timestamp: 'timestamptz', json: 'jsonb', real: 'double' }

/** The document: columns from the descriptors, lines between tables from the foreign keys of a migrated database. */
export async function erDiagram(client: Client): Promise<string> {
  const keys = await foreignKeys(client)
  const placed = AREAS.flatMap(([, tables]) => tables)
  const missing = TABLE_NAMES.filter((table) => !placed.includes(table))
  if (missing.length > 0) throw new Error(`Say in which area of the diagram ${missing.join(', ')} belong.`)
  const intro = [
    '# The synced tables', '',
    'Made by `node sync-server/admin/er-diagram.ts` from `shared/schema` and the migrated database; a test keeps it current.', '',
    'Every table carries `clinic_id`; these lines to `clinics` are left out. A box that shows only its key is drawn in full in another part.', '',
  ]
  return [...intro, ...AREAS.flatMap(([title, tables]) => area(title, tables, keys))].join('\n')
}

function area(title: string, tables: readonly TableName[], keys: readonly ForeignKey[]): string[] {
  const lines = keys.filter(({ table, column }) => tables.includes(table) && column !== 'clinic_id')
  const neighbours = [...new Set(lines.map(({ target }) => target))].filter((target) => !tables.includes(target))
  return [
    `## ${title}`, '',
    ...tables.map((table) => `- **${table}**: ${describe(table).comment}.`), '',
    '```mermaid', 'erDiagram',
    ...tables.flatMap((table) => box(table, keys)),
    ...neighbours.map((table) => `  ${table} { uuid ${describe(table).key} PK }`),
    ...lines.map(({ table, column, target }) => `  ${target} ${isNullable(table, column) ? '|o' : '||'}--o{ ${table} : ${column}`),
    '```', '',
  ]
}

function box(table: TableName, keys: readonly ForeignKey[]): string[] {
  const { columns, key } = describe(table)
  const isForeign = (name: string) => keys.some((each) => each.table === table && each.column === name)
  const rows = Object.entries(columns).map(([name, { kind, enumName, nullable }]) => {
    const marks = [...(name === key ? ['PK'] : []), ...(isForeign(name) ? ['FK'] : [])].join(', ')
    return ['   ', enumName ?? KIND_NAMES[kind] ?? kind, name, marks, nullable ? '"may be empty"' : ''].filter(Boolean).join(' ')
  })
  return [`  ${table} {`, ...rows, '  }']
}

function isNullable(table: TableName, column: string): boolean {
  return describe(table).columns[column]?.nullable ?? false
}

async function foreignKeys(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<{ table: string; column: string; target: string }>(
    `select c.conrelid::regclass::text as table, a.attname::text as column, c.confrelid::regclass::text as target
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1, a.attnum`,
  )
  return rows.flatMap(({ table, column, target }) => (isTableName(table) && isTableName(target) ? [{ table, column, target }] : []))
}

const USAGE = `Usage: node sync-server/admin/er-diagram.ts [--check]
Writes docs/er-diagram.md from the empty database that DATABASE_URL names; --check only compares.`

if (import.meta.main) {
  await runCommand(USAGE, async () => {
    const url = process.env['DATABASE_URL']
    if (!url) throw new UsageError('DATABASE_URL must name a database that may be migrated.')
    const text = await asOwner(url, async (client) => {
      await migrateUp(client, await readMigrations())
      return erDiagram(client)
    })
    if (!process.argv.includes('--check')) await writeFile(DIAGRAM_FILE, text)
    else if ((await readFile(DIAGRAM_FILE, 'utf8')) !== text) throw new Error('docs/er-diagram.md is not up to date.')
    say('docs/er-diagram.md is up to date.')
  })
}
