import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snapshotEncoder, type RowLayout } from './encode.ts'
import { RowJson } from './row-json.ts'

const awkward = fc.constantFrom('"', '\\', '/', '\n', '\t', '\u0000', '\u001f', '\u007f', 'ñ', '\u2028', '😀', '_', '')
const value = fc.option(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.array(awkward, { maxLength: 12 }).map((parts) => parts.join(''))), { freq: 5, nil: null })

const row = fc.record({
  schema: fc.constantFrom('public', 'a.b/c', 'Ñ "x"'),
  table: fc.constantFrom('t', 'say "hi"\\'),
  columns: fc.uniqueArray(fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), awkward), { minLength: 1, maxLength: 6 }),
  values: fc.array(value, { minLength: 8, maxLength: 8 }),
  extra: fc.nat({ max: 2 }),
  key: fc.array(fc.nat({ max: 7 }), { maxLength: 4 }),
  before: fc.nat({ max: 5 }),
})

/** As it lies on the wire: a length and a text for each value. */
function wire(values: readonly (string | null)[], before: number): Buffer {
  const pieces = values.flatMap((each) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(each === null ? -1 : Buffer.byteLength(each))
    return each === null ? [length] : [length, Buffer.from(each)]
  })
  return Buffer.concat([Buffer.alloc(before, 0x22), ...pieces])
}

function layoutOf(drawn: { schema: string; table: string; columns: string[] }): RowLayout {
  const { schema, table, columns } = drawn
  return { schema, table, replica: 'full', columns, selected: columns.map((_, i) => i), primaryKey: [], key: [], booleans: new Set() }
}

describe('a row on the wire', () => {
  it('becomes the very bytes that its values become as strings, and never more than it was said to', () => {
    fc.assert(
      fc.property(row, (drawn) => {
        const layout = layoutOf(drawn)
        const fields = drawn.columns.length + drawn.extra
        const values = drawn.values.slice(0, fields)
        const key = [...new Set(drawn.key.map((field) => field % fields))]
        const bytes = wire(values, drawn.before)
        const json = new RowJson(layout, key)
        const out = Buffer.alloc(drawn.before + json.bound(bytes.length - drawn.before))
        const end = json.write(bytes, drawn.before, out, drawn.before)
        const expected = snapshotEncoder(layout, key)(values)
        expect(end).toBeLessThanOrEqual(out.length)
        expect(out.toString('utf8', drawn.before, end)).toBe(expected)
        expect(json.text(bytes, drawn.before)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('of nothing but characters that need six bytes stays within its bound', () => {
    const control = '\u0001'.repeat(500)
    const json = new RowJson(layoutOf({ schema: 'public', table: 't', columns: ['a'] }), [0])
    const bytes = wire([control], 0)
    const out = Buffer.alloc(json.bound(bytes.length))
    expect(JSON.parse(out.toString('utf8', 0, json.write(bytes, 0, out, 0)))).toMatchObject({ value: { a: control } })
  })
})
