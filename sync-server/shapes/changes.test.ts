import { describe, expect, it } from 'vitest'
import { draftsFor, type RowChange } from './changes.ts'
import { finishDraft, keyPrefix, type RowLayout } from './encode.ts'
import type { Tuple } from './pgoutput.ts'

const LAYOUT: RowLayout = {
  schema: 'public',
  table: 't',
  replica: 'default',
  columns: ['id', 'name', 'flag', 'hidden'],
  selected: [0, 1, 2],
  primaryKey: [0],
  key: [0],
  booleans: new Set([2]),
}
const FULL: RowLayout = { ...LAYOUT, replica: 'full' }
const KEYLESS: RowLayout = { ...LAYOUT, primaryKey: [], key: [2, 0, 1] }
const TXN = { lsn: 26800584n, xid: 123 }
const BOTH = { old: true, row: true }

function messages(layout: RowLayout, old: Tuple | null, row: Tuple | null, inside = BOTH, op = 4): unknown[] {
  const relation = { oid: 1, schema: 'public', table: 't', identity: 'f', columns: [] }
  const change: RowChange = { relation, op, old, row }
  return draftsFor(layout, TXN, change, inside).map((draft) => JSON.parse(finishDraft(draft, false)) as unknown)
}

const headers = (operation: string, more: object = {}): object => ({
  operation,
  relation: ['public', 't'],
  txids: [123],
  lsn: '26800584',
  op_position: 4,
  ...more,
})

describe('an insert', () => {
  it('carries the selected columns as text', () => {
    expect(messages(LAYOUT, null, ['1', 'ñ "x"\n', null, 'h'])).toEqual([
      { key: '"public"."t"/"1"', value: { id: '1', name: 'ñ "x"\n', flag: null }, headers: headers('insert') },
    ])
  })

  it('outside the where is nothing', () => {
    expect(messages(LAYOUT, null, ['1', 'a', null, 'h'], { old: false, row: false })).toEqual([])
  })
})

describe('an update', () => {
  it('carries key and changed columns, in full mode the row and what it was', () => {
    const [old, row]: Tuple[] = [['1', 'a', 't', 'h'], ['1', 'b', 't', 'h']]
    expect(messages(LAYOUT, old ?? null, row ?? null)).toEqual([{ key: '"public"."t"/"1"', value: { id: '1', name: 'b' }, headers: headers('update') }])
    expect(messages(FULL, old ?? null, row ?? null)).toEqual([
      { key: '"public"."t"/"1"', value: { id: '1', name: 'b', flag: 't' }, old_value: { name: 'a' }, headers: headers('update') },
    ])
  })

  it('of no selected column is nothing', () => {
    expect(messages(FULL, ['1', 'a', 't', 'h'], ['1', 'a', 't', 'other'])).toEqual([])
  })

  it('that crosses the where is an insert or a delete', () => {
    const into = messages(LAYOUT, ['1', 'a', 't', 'h'], ['1', 'b', 't', 'h'], { old: false, row: true })
    expect(into).toEqual([{ key: '"public"."t"/"1"', value: { id: '1', name: 'b', flag: 't' }, headers: headers('insert') }])
    const out = messages(LAYOUT, ['1', 'a', 't', 'h'], ['1', 'b', 't', 'h'], { old: true, row: false })
    expect(out).toEqual([{ key: '"public"."t"/"1"', value: { id: '1' }, headers: headers('delete') }])
  })

  it('of the key is a delete and an insert one position later', () => {
    expect(messages(LAYOUT, ['1', 'a', 't', 'h'], ['2', 'a', 't', 'h'])).toEqual([
      { key: '"public"."t"/"1"', value: { id: '1' }, headers: headers('delete', { key_change_to: '"public"."t"/"2"' }) },
      { key: '"public"."t"/"2"', value: { id: '2', name: 'a', flag: 't' }, headers: headers('insert', { op_position: 5, key_change_from: '"public"."t"/"1"' }) },
    ])
  })
})

describe('a delete', () => {
  it('carries the key, in full mode or without a key the row', () => {
    const old: Tuple = ['1', 'a', 'f', 'h']
    expect(messages(LAYOUT, old, null)).toEqual([{ key: '"public"."t"/"1"', value: { id: '1' }, headers: headers('delete') }])
    expect(messages(FULL, old, null)).toMatchObject([{ value: { id: '1', name: 'a', flag: 'f' } }])
    expect(messages(KEYLESS, old, null)).toMatchObject([{ key: '"public"."t"/"false"/"1"/"a"', value: { id: '1', name: 'a', flag: 'f' } }])
  })
})

describe('a key', () => {
  it('doubles slashes, marks NULL, and escapes names', () => {
    expect(messages(KEYLESS, ['a/b', null, null, 'h'], null)).toMatchObject([{ key: '"public"."t"/_/"a//b"/_' }])
    expect(keyPrefix('a.b', 'c/d')).toBe('"a..b"."c//d"')
  })
})

describe('the last message of a transaction', () => {
  it('says so', () => {
    const relation = { oid: 1, schema: 'public', table: 't', identity: 'f', columns: [] }
    const [draft] = draftsFor(LAYOUT, TXN, { relation, op: 0, old: null, row: ['1', 'a', 't', 'h'] }, BOTH)
    expect(draft && JSON.parse(finishDraft(draft, true))).toMatchObject({ headers: { last: true } })
  })
})
