import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'
import { contents, createReplica, KEY, ownRows, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import type { World } from '../../../tests/support/world.ts'
import { openReplica } from './database.ts'
import type { Db } from './database.ts'
import { beginStage } from '../sync/stage.ts'
import { createTableSql } from './ddl.ts'
import { migrateReplica, readLocalMigrations } from './migrate.ts'

const migrations = readLocalMigrations()
const newest = migrations.at(-1)!.version
let replica: TestReplica
let backups: string

beforeEach(() => {
  replica = createReplica()
  backups = path.join(replica.dir, 'backups')
})
afterEach(() => replica.close())

interface ColumnInfo {
  name: string
  type: string
  notnull: number
  pk: number
}

function catalogue(db: Db, table: string) {
  const columns = db.prepare<[], ColumnInfo>(`select name, type, "notnull", pk from pragma_table_xinfo('${table}')`).all()
  // Those whose name begins with _ are the replica's own, such as partial ones for a list.
  const indexes = db.prepare<[], { name: string }>(`select name from pragma_index_list('${table}') where origin = 'c' and substr(name, 1, 1) <> '_' order by name`).all()
  return { columns, indexes: indexes.map(({ name }) => ({ name, on: db.prepare(`select name from pragma_index_info('${name}') order by seqno`).all() })) }
}

function at(version: number): { db: Db; file: string } {
  const file = path.join(replica.dir, `at-${version}.db`)
  const db = openReplica(file, KEY)
  migrateReplica(db, path.join(replica.dir, 'none'), migrations.slice(0, version))
  return { db, file }
}

/** What a replica of an older version can hold of today's rows. */
function known(db: Db, rows: World, held: readonly TableName[]): Partial<World> {
  return Object.fromEntries(held.map((table) => {
    const names = catalogue(db, table).columns.map((column) => column.name)
    return [table, rows[table].map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))))]
  }))
}

describe('the tables of the replica', () => {
  it('are the descriptors\', column by column and index by index', () => {
    const wanted = openReplica(path.join(replica.dir, 'wanted.db'), KEY)
    for (const table of TABLE_NAMES) wanted.exec(createTableSql(table))
    const all = (db: Db) => TABLE_NAMES.map((table) => ({ table, ...catalogue(db, table) }))
    expect(all(replica.db)).toEqual(all(wanted))
    wanted.close()
  })

  it('are strict, and there is no synced table beside those described', () => {
    const tables = replica.db.prepare<[], { name: string; strict: number }>(`select name, strict from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite%' order by name`).all()
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([])
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith('_'))).toEqual(TABLE_NAMES.toSorted())
  })

  it('have an aside of the same shape for a generation that is being fetched', () => {
    for (const table of TABLE_NAMES) beginStage(replica.db, table)
    const columns = (prefix: string) => TABLE_NAMES.map((table) => ({ table, columns: catalogue(replica.db, prefix + table).columns }))
    expect(columns('_stage_')).toEqual(columns(''))
  })
})

describe('bringing a replica to this version', () => {
  it('numbers its steps without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it.each(migrations.slice(0, -1).map(({ version }) => version))('[S14] works from version %i, after a backup, with every row kept', (version) => {
    const { db, file } = at(version)
    const held = TABLE_NAMES.filter((table) => catalogue(db, table).columns.length > 0)
    putAll(db, known(db, ownRows(), held))
    const before = contents(db, held)
    migrateReplica(db, backups)
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    for (const table of held) expect(contents(db, [table])[table]).toMatchObject(before[table]!)
    const [backup] = readdirSync(backups)
    const copy = openReplica(path.join(backups, backup!), KEY)
    expect(copy.pragma('user_version', { simple: true })).toBe(version)
    expect(contents(copy, held)).toEqual(before)
    copy.close()
    db.close()
    expect(existsSync(file)).toBe(true)
  })

  it('[S14] leaves the old version whole when a step fails', () => {
    const before = contents(replica.db)
    const broken = [...migrations, { version: newest + 1, sql: 'create table extra (a text) strict;' }, { version: newest + 2, sql: 'update patients set nowhere = 1;' }]
    expect(() => migrateReplica(replica.db, backups, broken)).toThrow(/nowhere/)
    expect(replica.db.pragma('user_version', { simple: true })).toBe(newest)
    expect(contents(replica.db)).toEqual(before)
    expect(replica.db.prepare(`select 1 from sqlite_schema where name = 'extra'`).get()).toBeUndefined()
  })

  it('does nothing, and makes no backup, when there is nothing to do', () => {
    migrateReplica(replica.db, backups)
    expect(existsSync(backups)).toBe(false)
  })

  it('makes no backup of a replica that is new', () => {
    const { db } = at(newest)
    expect(existsSync(path.join(replica.dir, 'none'))).toBe(false)
    db.close()
  })
})
