/** Turns a drawn history into a script: every number becomes a concrete statement or request. */
import { quoteName } from '../identifiers.ts'
import type { DrawnEvent, DrawnHistory, DrawnOpen } from './history.ts'
import type { OracleShape, Script, Step } from './script.ts'
import { fillSql, statementSql } from './statements.ts'
import { createSql, reference, tableOf, type OracleColumn, type OracleTable } from './tables.ts'
import { whereOf } from './wheres.ts'

const MADE: OracleColumn = { name: 'made', type: { sql: 'text', values: [], family: 'text', key: false } }

export function compile(drawn: DrawnHistory): Script {
  const tables = drawn.tables.map(tableOf)
  const compiler = new Compiler(tables)
  tables.forEach((table, i) => compiler.fill(table, drawn.tables[i]!.filled))
  for (const event of drawn.events) compiler.add(event)
  return compiler.finish()
}

class Compiler {
  readonly #tables: readonly OracleTable[]
  readonly #steps: Step[] = []
  readonly #features: Record<string, number> = {}
  #clients = 0
  #held = false
  #breaks = 0

  constructor(tables: readonly OracleTable[]) {
    this.#tables = tables
    for (const table of tables) {
      this.#count(`key of ${table.primaryKey.length} columns`)
      for (const { type } of table.columns) this.#count(`type ${type.sql}`)
      if (table.generated) this.#count('generated column')
    }
  }

  fill(table: OracleTable, times: number): void {
    if (times > 0) this.#steps.push({ do: 'sql', writer: 0, sql: ['begin', ...fillSql(table, times), 'commit'].join('; ') })
  }

  add(event: DrawnEvent): void {
    switch (event.kind) {
      case 'write':
        return this.#write(event)
      case 'finish':
        return this.#finish(event.keep)
      case 'open':
        return this.#open(event)
      case 'read':
        if (this.#clients === 0) return
        if (event.take !== null) this.#count('resumed in the middle of an answer')
        this.#steps.push({ do: 'read', client: event.client % this.#clients, live: event.live, take: event.take })
        return
      case 'abort':
        if (this.#clients === 0) return
        this.#count('client hangs up')
        this.#steps.push({ do: 'abort', client: event.client % this.#clients })
        return
      case 'truncate':
      case 'alter':
        return this.#break(event.kind, this.#tables[event.table % this.#tables.length]!)
      default:
        this.#count(event.kind)
        this.#steps.push({ do: event.kind })
    }
  }

  finish(): Script {
    this.#finish(true)
    return { create: this.#tables.map(createSql), steps: this.#steps, breaks: this.#breaks > 0, features: this.#features }
  }

  #write({ statements, end }: Extract<DrawnEvent, { kind: 'write' }>): void {
    const hold = end === 'hold' && !this.#held
    const writer = hold ? 1 : 0
    const sql: string[] = []
    const written = new Set<OracleTable>()
    for (const drawn of statements) {
      const table = this.#tables[drawn.table % this.#tables.length]!
      written.add(table)
      this.#count(drawn.operation)
      if (drawn.savepoint > 0) this.#count(drawn.savepoint === 1 ? 'savepoint kept' : 'savepoint rolled back')
      sql.push(statementSql(drawn, table, writer))
    }
    if (written.size > 1) this.#count('transaction on several tables')
    this.#count(hold ? 'transaction held open' : end === 'rollback' ? 'rollback' : 'commit')
    const ending = hold ? [] : [end === 'rollback' ? 'rollback' : 'commit']
    this.#steps.push({ do: 'sql', writer, sql: ['begin', ...sql, ...ending].join('; ') })
    if (hold) this.#held = true
  }

  #finish(keep: boolean): void {
    if (!this.#held) return
    this.#held = false
    this.#steps.push({ do: 'sql', writer: 1, sql: keep ? 'commit' : 'rollback' })
  }

  #open(drawn: DrawnOpen): void {
    const table = this.#tables[drawn.table % this.#tables.length]!
    const where = drawn.where ? whereOf(drawn.where, table) : { sql: null, params: [], forms: ['no where'] }
    for (const name of where.forms) this.#count(`where ${name}`)
    this.#count(drawn.full ? 'replica full' : 'replica default')
    const all = table.columns.map(({ name }) => name)
    const chosen = table.columns.filter(({ name }, i) => table.primaryKey.includes(name) || ((drawn.columns >> i) & 1) === 1)
    // Without a key every column is part of the key, so leaving some out would make different rows look the same.
    const some = table.primaryKey.length > 0 && chosen.length < all.length && drawn.columns % 3 === 0
    if (some) this.#count('chosen columns')
    const columns = some ? chosen.map(({ name }) => name) : null
    this.#steps.push({ do: 'open', shape: shapeOf(table, where, columns, drawn.full, some ? chosen : [...table.columns, ...(table.generated ? [MADE] : [])]) })
    this.#clients++
  }

  // Both need the table for themselves, and clients of it have to fetch anew.
  #break(kind: 'truncate' | 'alter', table: OracleTable): void {
    this.#finish(true)
    this.#count(kind)
    this.#breaks++
    const name = reference(table)
    const sql = kind === 'truncate' ? `truncate ${name}` : `alter table ${name} add column extra${this.#breaks} int default 7`
    this.#steps.push({ do: 'sql', writer: 0, sql })
  }

  #count(feature: string): void {
    this.#features[feature] = (this.#features[feature] ?? 0) + 1
  }
}

function shapeOf(table: OracleTable, where: { sql: string | null; params: readonly string[] }, columns: readonly string[] | null, full: boolean, shown: readonly OracleColumn[]): OracleShape {
  const name = reference(table)
  const spelling: Record<string, 'boolean' | 'inet'> = {}
  for (const column of shown) {
    if (column.type.sql === 'boolean') spelling[column.name] = 'boolean'
    if (column.type.sql === 'inet') spelling[column.name] = 'inet'
  }
  const select = `select ${shown.map(textOf).join(', ')} from ${name} where ${where.sql ?? 'true'}`
  return { table: name, where: where.sql, params: where.params, columns, replica: full ? 'full' : 'default', select, spelling }
}

/** The text of a value. The cast of char(n) drops the padding, which the protocol keeps. */
function textOf({ name, type }: OracleColumn): string {
  const quoted = quoteName(name)
  return type.sql === 'char(5)' ? `case when ${quoted} is not null then concat(${quoted}) end as ${quoted}` : `${quoted}::text as ${quoted}`
}
