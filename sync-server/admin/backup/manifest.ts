import { z } from 'zod'

export const FORMAT = 1

/** The first line of a backup file, readable without the key. Holds nothing of any patient. */
export const fileHeader = z.object({
  format: z.int(),
  createdAt: z.iso.datetime(),
  /** Migration the database was at. */
  schema: z.int(),
  keyId: z.string(),
  /** Base64, 32 bytes: makes the key of this one file. */
  salt: z.base64(),
})
export type FileHeader = z.output<typeof fileHeader>

/** What stands before a table's rows. */
export const tableHead = z.object({ name: z.string(), columns: z.array(z.string()) })
export type TableHead = z.output<typeof tableHead>

export const tableFacts = tableHead.extend({
  rows: z.int(),
  bytes: z.int(),
  /** Over the rows' text in the order of their key. */
  sha256: z.string(),
})
export type TableFacts = z.output<typeof tableFacts>

/** What a whole backup says of itself, at its end. */
export const manifest = z.object({
  /** What the server counted and summed up itself in the same snapshot, by table. */
  server: z.record(z.string(), z.object({ rows: z.int(), sum: z.string() })),
  format: z.int(),
  createdAt: z.iso.datetime(),
  epoch: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ version: z.int(), name: z.string(), checksum: z.string() })),
  tables: z.array(tableFacts),
})
export type Manifest = z.output<typeof manifest>

export function rowsIn({ tables }: Manifest): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0)
}
