import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { mutators } from '../mutators/index.ts'
import { describe as table, SCHEMA_VERSION, TABLE_NAMES } from './index.ts'

/** Of a JSON schema only what makes two programs misunderstand each other: fields, kinds and choices, not limits. */
function structure(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(structure)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => ['type', 'required', 'enum', 'const'].includes(key))
  const nested = Object.entries(schema).filter(([key, value]) => ['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties'].includes(key) && typeof value === 'object').map(([key, value]) => [key, structure(value)])
  const properties = Object.entries((schema as { properties?: object }).properties ?? {}).map(([name, value]) => [name, structure(value)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries([...kept, ...nested, ...(properties.length > 0 ? [['properties', properties]] : [])])
}

function fingerprint(): string {
  const writes = [...mutators].map(([name, { input }]) => [name, structure(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const rows = TABLE_NAMES.toSorted().map((name) => [name, Object.entries(table(name).columns).map(([column, { kind, nullable, values }]) => [column, kind, nullable, values ?? null])])
  return createHash('sha256').update(JSON.stringify([writes, rows])).digest('hex')
}

/**
 * A table or the input of a write has changed? Raise SCHEMA_VERSION, add an upcast if what older programs made is not
 * read any more, and write the number and the sum into version-seal.json.
 */
it('the schema has another number than when a table or an input was of another form', () => {
  const sealed = JSON.parse(readFileSync(new URL('version-seal.json', import.meta.url), 'utf8')) as { schema: number; sha256: string }
  expect({ schema: SCHEMA_VERSION, sha256: fingerprint() }).toEqual(sealed)
})
