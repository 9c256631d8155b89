import { describe, expect, it } from 'vitest'
import { completeTuple, decodeMessage, UNCHANGED } from './pgoutput.ts'

function bytes(...parts: (string | number[] | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
}

const u32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const u64 = (value: number): number[] => [...u32(0), ...u32(value)]
const text = (value: string): Buffer => bytes('t', u32(Buffer.byteLength(value)), value)

describe('replication messages', () => {
  it('begin and commit tell the LSN and the transaction', () => {
    expect(decodeMessage(bytes('B', u64(500), u64(1), u32(0xfffffff0)))).toEqual({ kind: 'begin', lsn: 500n, xid: 0xfffffff0 })
    expect(decodeMessage(bytes('C', [0], u64(500), u64(540), u64(1)))).toEqual({ kind: 'commit', lsn: 500n, endLsn: 540n })
  })

  it('relation tells names, identity and columns', () => {
    const message = bytes('R', u32(77), 'public\0', 'ñames\0', 'f', [0, 1], [1], 'id\0', u32(2950), u32(0xffffffff))
    const columns = [{ name: 'id', typeOid: 2950, typeMod: -1 }]
    expect(decodeMessage(message)).toEqual({ kind: 'relation', relation: { oid: 77, schema: 'public', table: 'ñames', identity: 'f', columns } })
  })

  it('changes carry text, NULL and unchanged large values', () => {
    expect(decodeMessage(bytes('I', u32(7), 'N', [0, 2], text('ñ'), 'n'))).toEqual({ kind: 'insert', oid: 7, row: ['ñ', null] })
    const update = decodeMessage(bytes('U', u32(7), 'O', [0, 1], text('a'), 'N', [0, 1], 'u'))
    expect(update).toEqual({ kind: 'update', oid: 7, old: ['a'], row: [UNCHANGED] })
    expect(decodeMessage(bytes('U', u32(7), 'N', [0, 1], text('b')))).toEqual({ kind: 'update', oid: 7, old: null, row: ['b'] })
    expect(decodeMessage(bytes('D', u32(7), 'O', [0, 1], text('a')))).toEqual({ kind: 'delete', oid: 7, old: ['a'] })
    expect(decodeMessage(bytes('D', u32(7), 'K', [0, 1], text('a')))).toEqual({ kind: 'delete', oid: 7, old: null })
    expect(decodeMessage(bytes('T', u32(2), [0], u32(7), u32(8)))).toEqual({ kind: 'truncate', oids: [7, 8] })
  })

  it('markers carry their prefix and text', () => {
    expect(decodeMessage(bytes('M', [1], u64(9), 'chairside\0', u32(2), 'hi'))).toEqual({ kind: 'marker', prefix: 'chairside', content: 'hi' })
  })

  it('that are unknown or cut short are errors, since going on would lose rows', () => {
    expect(() => decodeMessage(bytes('?'))).toThrow(/unknown replication message/)
    expect(() => decodeMessage(bytes('I', u32(7), 'N', [0, 1], 't', u32(10), 'ab'))).toThrow(/ends inside/)
    expect(() => decodeMessage(bytes('B', u32(1)))).toThrow(RangeError)
  })
})

describe('a value the update left out', () => {
  it('is taken from the row before', () => {
    expect(completeTuple(['1', UNCHANGED, null], ['0', 'big', 'x'])).toEqual(['1', 'big', null])
    expect(() => completeTuple(['1', UNCHANGED], null)).toThrow(/REPLICA IDENTITY FULL/)
  })
})
