import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import { createTestDatabase } from '../../tests/support/postgres.ts'
import { asOwner } from '../centre/database.ts'
import { migrateUp, readMigrations } from '../db/migrate.ts'
import { DIAGRAM_FILE, erDiagram } from './er-diagram.ts'

describe('the diagram of the tables', () => {
  it('is up to date in docs/er-diagram.md (UPDATE_DOCS=1 writes it) and draws every synced table once', async () => {
    const database = await createTestDatabase()
    const text = await asOwner(database.url, async (client) => {
      await migrateUp(client, await readMigrations())
      return erDiagram(client)
    })
    await database.drop()
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(DIAGRAM_FILE, text)
    expect(await readFile(DIAGRAM_FILE, 'utf8')).toBe(text)
    for (const table of TABLE_NAMES) expect(text.split(`\n  ${table} {\n`)).toHaveLength(2)
  })
})
