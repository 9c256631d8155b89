/** Keys and messages of a shape log, as JSON text. Values are Postgres text, NULL is JSON null. */
import type { Tuple } from './pgoutput.ts'

/** Where the columns of a shape stand in a replicated row, prepared once per shape. */
export interface RowLayout {
  readonly schema: string
  readonly table: string
  readonly replica: 'default' | 'full'
  /** All replicated columns, in the order of the tuples. */
  readonly columns: readonly string[]
  /** Positions of the columns the shape delivers. */
  readonly selected: readonly number[]
  /** Positions of the primary key columns in key order; empty for a table without one. */
  readonly primaryKey: readonly number[]
  /** Positions that make the message key: the primary key, or every column by name where there is none. */
  readonly key: readonly number[]
  /** Positions whose values are booleans, which a key spells out. */
  readonly booleans: ReadonlySet<number>
}

/** One message of a log before it is known whether it is the transaction's last. */
export interface Draft {
  readonly op: number
  /** `"key":..,"value":..,"headers":{..` without the closing braces. */
  readonly open: string
}

export interface TransactionInfo {
  readonly lsn: bigint
  readonly xid: number
}

/** `"schema"."table"`, the first part of every key. Dots and slashes inside names are doubled. */
export function keyPrefix(schema: string, table: string): string {
  const escape = (name: string): string => name.replaceAll('.', '..').replaceAll('/', '//')
  return `"${escape(schema)}"."${escape(table)}"`
}

function keyOf(layout: RowLayout, row: Tuple): string {
  let key = keyPrefix(layout.schema, layout.table)
  for (const position of layout.key) {
    const value = row[position] ?? null
    key += keyPart(value !== null && layout.booleans.has(position) ? spellOut(value) : value)
  }
  return key
}

function keyPart(value: string | null): string {
  if (value === null) return '/_'
  return value.includes('/') ? `/"${value.replaceAll('/', '//')}"` : `/"${value}"`
}

/**
 * Makes the function that turns the rows of a snapshot into messages. The fields are the selected columns in order;
 * `keyFields` says which fields make the key.
 */
export function snapshotEncoder(layout: RowLayout, keyFields: readonly number[]): (fields: Tuple) => string {
  const prefix = keyPrefix(layout.schema, layout.table)
  const labels = layout.selected.map((position, i) => `${i === 0 ? '' : ','}${JSON.stringify(layout.columns[position])}:`)
  const tail = `},"headers":{"operation":"insert","relation":${JSON.stringify([layout.schema, layout.table])}}}`
  return (fields) => {
    let key = prefix
    for (const field of keyFields) key += keyPart(fields[field] ?? null)
    let json = `{"key":${JSON.stringify(key)},"value":{`
    for (let i = 0; i < labels.length; i++) json += labels[i] + JSON.stringify(fields[i] ?? null)
    return json + tail
  }
}

/** Snapshot rows carry `true`, replicated rows `t`: the key has to be the same for both. */
function spellOut(value: string): string {
  return value === 't' ? 'true' : value === 'f' ? 'false' : value
}

function pick(layout: RowLayout, row: Tuple, positions: readonly number[]): string {
  let json = ''
  for (const position of positions) {
    if (json) json += ','
    json += `${JSON.stringify(layout.columns[position])}:${JSON.stringify(row[position] ?? null)}`
  }
  return `{${json}}`
}

function draft(layout: RowLayout, txn: TransactionInfo, op: number, operation: string, key: string, body: string, extra = ''): Draft {
  const relation = JSON.stringify([layout.schema, layout.table])
  const headers =
    `"operation":"${operation}","relation":${relation},"txids":[${txn.xid}],` +
    `"lsn":"${txn.lsn}","op_position":${op}${extra}`
  return { op, open: `"key":${JSON.stringify(key)},${body},"headers":{${headers}` }
}

/** Closes a draft into the JSON of one message. */
export function finishDraft(item: Draft, last: boolean): string {
  return `{${item.open}${last ? ',"last":true' : ''}}}`
}

/** A row that came into the shape. */
export function insertMessage(layout: RowLayout, txn: TransactionInfo, op: number, row: Tuple): Draft {
  return draft(layout, txn, op, 'insert', keyOf(layout, row), `"value":${pick(layout, row, layout.selected)}`)
}

/** A row that left the shape. */
export function deleteMessage(layout: RowLayout, txn: TransactionInfo, op: number, old: Tuple): Draft {
  return draft(layout, txn, op, 'delete', keyOf(layout, old), `"value":${deletedValue(layout, old)}`)
}

function deletedValue(layout: RowLayout, old: Tuple): string {
  const keyOnly = layout.replica === 'default' && layout.primaryKey.length > 0
  return pick(layout, old, keyOnly ? layout.primaryKey : layout.selected)
}

/**
 * A row that stayed in the shape and changed: one update, or a delete and an insert where its key changed.
 * Nothing where no column of the shape differs.
 */
export function updateMessages(layout: RowLayout, txn: TransactionInfo, op: number, old: Tuple, row: Tuple): Draft[] {
  const changed = layout.selected.filter((position) => old[position] !== row[position])
  const oldKey = keyOf(layout, old)
  const key = keyOf(layout, row)
  if (oldKey !== key) {
    const to = `,"key_change_to":${JSON.stringify(key)}`
    const from = `,"key_change_from":${JSON.stringify(oldKey)}`
    return [
      draft(layout, txn, op, 'delete', oldKey, `"value":${deletedValue(layout, old)}`, to),
      draft(layout, txn, op + 1, 'insert', key, `"value":${pick(layout, row, layout.selected)}`, from),
    ]
  }
  if (changed.length === 0) return []
  if (layout.replica === 'full') {
    const body = `"value":${pick(layout, row, layout.selected)},"old_value":${pick(layout, old, changed)}`
    return [draft(layout, txn, op, 'update', key, body)]
  }
  const sent = [...layout.primaryKey, ...changed.filter((position) => !layout.primaryKey.includes(position))]
  return [draft(layout, txn, op, 'update', key, `"value":${pick(layout, row, sent)}`)]
}

/** The control message that ends a response which reached the end of the log. */
export function upToDateMessage(lsn: bigint): string {
  return `{"headers":{"control":"up-to-date","global_last_seen_lsn":"${lsn}"}}`
}

/** The control message that ends a snapshot: which transactions its rows contain. */
export function snapshotEndMessage(snapshot: { xmin: bigint; xmax: bigint; xip: readonly bigint[] }): string {
  const xip = snapshot.xip.map((xid) => `"${xid}"`).join(',')
  return `{"headers":{"control":"snapshot-end","xmin":"${snapshot.xmin}","xmax":"${snapshot.xmax}","xip_list":[${xip}]}}`
}

export const MUST_REFETCH = '[{"headers":{"control":"must-refetch"}}]'
