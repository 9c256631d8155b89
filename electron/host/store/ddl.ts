import { describe } from '../../../shared/schema/index.ts'
import type { ColumnKind, TableName } from '../../../shared/schema/index.ts'

const SQLITE_TYPE: Record<ColumnKind, string> = {
  uuid: 'text', text: 'text', enum: 'text', date: 'text', timestamp: 'text', json: 'text', int: 'integer', bool: 'integer', real: 'real',
}

/** The table of the replica that a descriptor asks for, with its indexes. */
export function createTableSql(table: TableName): string {
  const { columns, key, indexes } = describe(table)
  const lines = Object.entries(columns).map(([column, { kind, nullable }]) =>
    `  ${column} ${SQLITE_TYPE[kind]}${nullable ? '' : ' not null'}${column === key ? ' primary key' : ''}`)
  const create = `create table ${table} (\n${lines.join(',\n')}\n) strict;\n`
  return create + indexes.map((index) => `create index ${table}_${index.join('_')} on ${table} (${index.join(', ')});\n`).join('')
}
