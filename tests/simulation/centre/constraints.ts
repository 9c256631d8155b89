import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, TABLE_NAMES } from '../../../shared/schema/index.ts'
import type { TableName } from '../../../shared/schema/index.ts'

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations/postgres')

/** What the Postgres migrations demand of the synced tables, for a database that is not Postgres. */
export interface Constraints {
  /** Column to the table it refers to. */
  references: Map<TableName, Map<string, string>>
  checks: { table: TableName; name: string; expression: string }[]
  uniques: { table: TableName; name: string; columns: string; where: string }[]
  /** Rows of these are only ever added. */
  appendOnly: TableName[]
}

const SIMPLE = /alter table (\w+) add constraint (\w+) (check|unique) \(([\s\S]*?)\);\n/g
const UNIQUE_INDEX = /create unique index (\w+) on (\w+) \(([^)]*)\)( nulls not distinct)?(?: where ([^;]*))?;/g

/** Reads them from the migrations themselves, so that a new one is found here too. */
export function readConstraints(): Constraints {
  const sql = readdirSync(MIGRATIONS).filter((file) => file.endsWith('.up.sql')).sort().map((file) => readFileSync(path.join(MIGRATIONS, file), 'utf8')).join('\n').replaceAll(/^\s*--.*$/gm, '')
  const dropped = new Set([...sql.matchAll(/drop constraint (\w+)/g)].map((match) => match[1]))
  const found = [...sql.matchAll(SIMPLE)].map(([, table, name, kind, text]) => ({ table: table as TableName, name: name!, kind, text: text! })).filter(({ table }) => TABLE_NAMES.includes(table))
  // A constraint that is dropped and made anew counts in its newest form.
  const newest = [...new Map(found.map((each) => [each.name, each])).values()].filter(({ name }) => !dropped.has(name) || found.filter((each) => each.name === name).length > 1)
  return {
    references: new Map(TABLE_NAMES.map((table) => [table, referencesOf(sql, table)])),
    checks: newest.filter(({ kind }) => kind === 'check').map(({ table, name, text }) => ({ table, name, expression: asSqlite(text) })),
    uniques: [
      ...newest.filter(({ kind }) => kind === 'unique').map(({ table, name, text }) => ({ table, name, columns: text, where: '' })),
      ...[...sql.matchAll(UNIQUE_INDEX)].filter(([, , table]) => TABLE_NAMES.includes(table as TableName)).map(([, name, table, columns, alike, where]) => ({ table: table as TableName, name: name!, columns: alike ? columns!.replaceAll(/\w+/g, `coalesce($&, '')`) : columns!, where: where ?? '' })),
    ],
    appendOnly: [...sql.matchAll(/before update or delete on (\w+) for each row execute function refuse_change/g)].map(([, table]) => table as TableName).filter((table) => TABLE_NAMES.includes(table)),
  }
}

function referencesOf(sql: string, table: TableName): Map<string, string> {
  const body = new RegExp(`create table ${table} \\(\\n([\\s\\S]*?)\\n\\);`).exec(sql)?.[1] ?? ''
  const later = [...sql.matchAll(new RegExp(`alter table ${table} add column (\\w+)[^;,]*? references (\\w+)`, 'g'))]
  const own = [...body.matchAll(/^\s+(\w+) uuid[^,\n]*? references (\w+)/gm)]
  return new Map([...own, ...later].filter(([, column]) => Object.hasOwn(describe(table).columns, column!)).map(([, column, to]) => [column!, to!]))
}

/** The few things that these checks say in Postgres's own way. */
function asSqlite(expression: string): string {
  return expression
    .replaceAll(/(\w+) ~ ('[^']*')/g, 'regexp($2, $1)')
    .replaceAll(/date ('\d{4}-\d\d-\d\d')/g, '$1')
    .replaceAll(/(\w+) \+ interval '(\d+) hours'/g, 'later($1, $2)')
    .replaceAll(/like '\$argon2id\$%'/g, `glob '$argon2id$*'`)
}
