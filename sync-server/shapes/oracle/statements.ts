/** From drawn statements to SQL. Two writers never touch the same rows, so that none waits for the other. */
import { quoteName } from '../identifiers.ts'
import type { DrawnStatement } from './history.ts'
import { reference, valueSql, type OracleColumn, type OracleTable } from './tables.ts'

/** Which half of the finder's values a writer may use. */
export type Writer = 0 | 1

const SHARES = 2
/** Values of `n`, the column that tells rows of a table without a key apart. */
const ROWS_WITHOUT_KEY = 8

export function statementSql(drawn: DrawnStatement, table: OracleTable, writer: Writer): string {
  const sql = plain(drawn, table, writer)
  if (drawn.savepoint === 0) return sql
  return `savepoint s; ${sql}; ${drawn.savepoint === 1 ? 'release s' : 'rollback to s'}`
}

function plain(drawn: DrawnStatement, table: OracleTable, writer: Writer): string {
  const name = reference(table)
  switch (drawn.operation) {
    case 'insert':
      return insertSql(drawn, table, writer, 'on conflict do nothing')
    case 'upsert': {
      const set = assignments(drawn, table)
      const key = table.primaryKey.map(quoteName).join(', ')
      const replace = key === '' || set === '' ? 'on conflict do nothing' : `on conflict (${key}) do update set ${set}`
      return insertSql(drawn, table, writer, replace)
    }
    case 'update':
      return `update ${name} set ${assignments(drawn, table) || unchanged(table)} where ${rowOf(drawn, table, writer)}`
    case 'touch':
      return `update ${name} set ${unchanged(table)} where ${ownRows(table, writer)}`
    case 'updateAll':
      return `update ${name} set ${assignments(drawn, table) || unchanged(table)} where ${ownRows(table, writer)}`
    case 'rekey':
      return rekeySql(drawn, table, writer)
    case 'delete':
      return `delete from ${name} where ${rowOf(drawn, table, writer)}`
    case 'deleteSome':
      return `delete from ${name} where ${ownRows(table, writer)} and ${quoteName(last(table).name)} is null`
    case 'large':
      return `${insertSql({ ...drawn, values: drawn.values.map(() => 0) }, table, writer, 'on conflict do nothing')}; ${largeSql(table, writer)}`
  }
}

/** Rows to begin with: `times` for each value of the finder, as far as the key lets them in. */
export function fillSql(table: OracleTable, times: number): string[] {
  const values = table.primaryKey.length > 0 ? table.finder.type.values.length : ROWS_WITHOUT_KEY
  const rows = Array.from({ length: values * (table.primaryKey.length > 1 ? times : Math.min(times, 1)) }, (_, i) => i)
  return rows.map((i) => {
    const drawn = { row: Math.floor((i % values) / SHARES), values: Array.from({ length: 9 }, (_, at) => i * 7 + at * 3 + Math.floor(i / values)) }
    return insertSql(drawn, table, (i % SHARES) as Writer, 'on conflict do nothing')
  })
}

/** Gives every row a large value where the table has a column for it, then changes another column only. */
function largeSql(table: OracleTable, writer: Writer): string {
  const large = table.columns.find(({ type }) => type.values[0] === '<big 1>')
  if (!large) return `update ${reference(table)} set ${unchanged(table)} where ${ownRows(table, writer)}`
  return `update ${reference(table)} set ${quoteName(large.name)} = ${valueSql(large, 0, false)} where ${ownRows(table, writer)}`
}

function insertSql(drawn: Pick<DrawnStatement, 'row' | 'values'>, table: OracleTable, writer: Writer, conflict: string): string {
  const columns = table.columns.map(({ name }) => quoteName(name)).join(', ')
  const values = table.columns.map((column, i) => (column === table.finder ? finderSql(drawn.row, table, writer) : valueSql(column, drawn.values[i]!, isFree(table, column))))
  if (table.primaryKey.length > 0) return `insert into ${reference(table)} (${columns}) values (${values.join(', ')}) ${conflict}`
  const taken = `select 1 from ${reference(table)} where ${rowOf(drawn, table, writer)}`
  return `insert into ${reference(table)} (${columns}) select ${values.join(', ')} where not exists (${taken})`
}

/** New values for the columns outside the key that were drawn. */
function assignments(drawn: DrawnStatement, table: OracleTable): string {
  const free = table.columns.filter((column) => isFree(table, column))
  const chosen = free.filter((_, i) => ((drawn.columns >> i) & 1) === 1)
  return chosen.map((column, i) => `${quoteName(column.name)} = ${valueSql(column, drawn.values[i]!, true)}`).join(', ')
}

const unchanged = (table: OracleTable): string => `${quoteName(last(table).name)} = ${quoteName(last(table).name)}`

function rekeySql(drawn: DrawnStatement, table: OracleTable, writer: Writer): string {
  const target = { ...drawn, row: drawn.values[8]! }
  const column = table.columns.find(({ name }) => name === table.primaryKey[drawn.columns % Math.max(1, table.primaryKey.length)]) ?? table.finder
  const value = column === table.finder ? finderSql(target.row, table, writer) : valueSql(column, target.row, false)
  const others = table.primaryKey.filter((name) => name !== column.name)
  const same = ['true', ...others.map((name) => `o.${quoteName(name)} = t.${quoteName(name)}`)].join(' and ')
  const taken = `select 1 from ${reference(table)} o where o.${quoteName(column.name)} = ${value} and ${same}`
  // One row only: two with the same new key would collide.
  const one = `t.ctid = (select min(ctid) from ${reference(table)} where ${rowOf(drawn, table, writer)})`
  return `update ${reference(table)} t set ${quoteName(column.name)} = ${value} where ${one} and not exists (${taken})`
}

const rowOf = (drawn: Pick<DrawnStatement, 'row'>, table: OracleTable, writer: Writer): string => `${quoteName(table.finder.name)} = ${finderSql(drawn.row, table, writer)}`

function ownRows(table: OracleTable, writer: Writer): string {
  const name = quoteName(table.finder.name)
  if (table.primaryKey.length === 0) return `${name} % ${SHARES} = ${writer}`
  const count = table.finder.type.values.length
  const own = Array.from({ length: count }, (_, i) => i).filter((i) => i % SHARES === writer)
  return `${name} in (${own.map((i) => valueSql(table.finder, i, false)).join(', ')})`
}

function finderSql(row: number, table: OracleTable, writer: Writer): string {
  if (table.primaryKey.length === 0) return `${(row % (ROWS_WITHOUT_KEY / SHARES)) * SHARES + writer}`
  const own = Math.ceil((table.finder.type.values.length - writer) / SHARES)
  return valueSql(table.finder, (row % own) * SHARES + writer, false)
}

const isFree = (table: OracleTable, column: OracleColumn): boolean => column !== table.finder && !table.primaryKey.includes(column.name)

/** A column outside the key, if there is one. */
const last = (table: OracleTable): OracleColumn => table.columns.findLast((column) => isFree(table, column)) ?? table.finder
