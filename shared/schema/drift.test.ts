import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import type { TestDatabase } from '../../tests/support/postgres.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { migrateUp, readMigrations } from '../../sync-server/db/migrate.ts'
import type { Column } from './descriptor.ts'
import { describe as describeTable, TABLE_NAMES } from './index.ts'

/** The descriptors and the migrated Postgres catalogue say the same, in both directions (design §2). */
let database: TestDatabase
let client: Client
let catalogue: Map<string, CatalogueColumn[]>
let centreTables: string[]

interface CatalogueColumn {
  table: string
  name: string
  type: string
  nullable: boolean
  comment: string | null
  values: string[] | null
}

beforeAll(async () => {
  database = await createTestDatabase()
  client = createClient(database.url)
  await client.connect()
  await migrateUp(client, await readMigrations())
  const { rows } = await client.query<CatalogueColumn>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
      col_description(c.oid, a.attnum) as comment,
      (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid) as values
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname, a.attnum`)
  catalogue = Map.groupBy(rows, (row) => row.table)
  centreTables = [...catalogue.keys()].filter((table) => !(TABLE_NAMES as string[]).includes(table))
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** The Postgres types a descriptor's kind may stand for. */
function typesOf(column: Column): string[] {
  switch (column.kind) {
    case 'uuid': return ['uuid']
    case 'text': return ['text']
    case 'int': return ['integer', 'bigint']
    case 'real': return ['double precision']
    case 'bool': return ['boolean']
    case 'date': return ['date']
    case 'timestamp': return ['timestamp(3) with time zone']
    case 'json': return ['jsonb']
    case 'enum': return [column.enumName ?? '']
  }
}

describe.each(TABLE_NAMES)('the table %s', (name) => {
  it('has the columns of its descriptor: order, types, nullability, enum values and comments', () => {
    const described = Object.entries(describeTable(name).columns)
    const columns = catalogue.get(name) ?? []
    expect(columns.map((column) => column.name)).toEqual(described.map(([column]) => column))
    for (const [column, spec] of described) {
      const found = columns.find((each) => each.name === column)!
      expect(typesOf(spec), `${name}.${column}`).toContain(found.type)
      expect({ nullable: found.nullable, comment: found.comment, values: found.values ?? undefined }, `${name}.${column}`).toEqual({ nullable: spec.nullable, comment: spec.comment, values: spec.values })
    }
  })

  it('has its comment, its key, its scope, whole old rows and a place in the publication', async () => {
    const { comment, key, scope, columns } = describeTable(name)
    const { rows: [found] } = await client.query(
      `select obj_description(c.oid) as comment, c.relreplident as identity,
         (select array_agg(a.attname::text) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key,
         exists (select 1 from pg_publication_tables p where p.pubname = 'chairside_shapes' and p.tablename = c.relname) as published
       from pg_class c where c.oid = $1::regclass`, [name])
    expect(found).toEqual({ comment, identity: 'f', key: [key], published: true })
    expect(columns).toHaveProperty(scope)
    expect(columns[scope]).toMatchObject({ kind: 'uuid', nullable: false })
  })

  it('marks money as bigint, so that no sum of centavos overflows', () => {
    const money = (catalogue.get(name) ?? []).filter((column) => column.name.endsWith('_centavos'))
    expect(money.filter(({ type }) => type !== 'bigint')).toEqual([])
  })

  it('keeps facts unchangeable, exactly where the descriptor says they are', async () => {
    const { rows: [guard] } = await client.query<{ guarded: boolean }>(
      `select exists (select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid = $1::regclass and p.proname = 'refuse_change') as guarded`, [name])
    // Facts with a state that ends or is read are closed once by an update, and a statement can be withdrawn.
    const closable = ['medical_alerts', 'notifications', 'statements', 'patient_links', 'patient_merges', 'patient_photos', 'consents']
    expect(guard!.guarded).toBe(describeTable(name).merge === 'facts' && !closable.includes(name))
  })
})

describe('the database as a whole', () => {
  it('publishes the synced tables and nothing else', async () => {
    const { rows } = await client.query<{ name: string }>(`select tablename::text as name from pg_publication_tables where pubname = 'chairside_shapes'`)
    expect(rows.map(({ name }) => name).sort()).toEqual([...TABLE_NAMES].sort())
  })

  it('keeps for itself only the tables that are known to be the centre\'s', () => {
    expect(centreTables.sort()).toEqual(['audit_chains', 'audit_log', 'centre_state', 'device_secrets', 'enrolment_codes', 'mutation_results', 'schema_migrations'])
  })

  it('explains every table, and every column of what is ours', async () => {
    const { rows } = await client.query<{ name: string }>(`select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and obj_description(oid) is null`)
    expect(rows).toEqual([])
    const silent = [...catalogue].filter(([table]) => table !== 'schema_migrations').flatMap(([table, columns]) => columns.filter(({ comment }) => !comment).map(({ name }) => `${table}.${name}`))
    expect(silent).toEqual([])
  })

  it('has a foreign key for every reference to a synced row', async () => {
    const { rows } = await client.query<{ table: string; column: string }>(
      `select conrelid::regclass::text as table, (select attname::text from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as column from pg_constraint where contype = 'f'`)
    const keyed = new Set(rows.map(({ table, column }) => `${table}.${column}`))
    // Ids of several kinds, and of a refused mutation: what it named may not exist.
    const free = ['client_progress.mutation_id', 'attention_items.mutation_id', 'attention_items.patient_id', 'attention_items.made_by', 'attention_items.resolved_by', 'notifications.subject_id']
    const loose = TABLE_NAMES.flatMap((table) => {
      const { columns, key } = describeTable(table)
      return Object.entries(columns).filter(([name, { kind }]) => kind === 'uuid' && name !== key && !keyed.has(`${table}.${name}`)).map(([name]) => `${table}.${name}`)
    })
    expect(loose.filter((name) => !free.includes(name))).toEqual([])
  })
})
