import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { CentreError } from '../centre/errors.ts'
import { MIGRATIONS_DIR } from '../db/migrate.ts'
import type { Migration } from '../db/migrate.ts'

/** The file that remembers, by SHA-256, what every landed migration says, up and down. */
const SEALS = 'seals.json'
const seals = z.record(z.string(), z.string())

/** The first migrations made the tables; everything after them only adds (design §2). */
export const LAST_FREE_MIGRATION = 10

export async function readSeals(dir = MIGRATIONS_DIR): Promise<Record<string, string>> {
  return seals.parse(JSON.parse(await readFile(path.join(dir, SEALS), 'utf8')))
}

export function sealOf({ up, down }: Migration): string {
  return createHash('sha256').update(up).update('\0').update(down).digest('hex')
}

export function sealName({ version, name }: Migration): string {
  return `${String(version).padStart(4, '0')}_${name}`
}

/** What is wrong with the migrations, a sentence each: edited, vanished or not sealed, or taking something away. */
export function migrationProblems(migrations: readonly Migration[], sealed: Record<string, string>): string[] {
  const names = migrations.map(sealName)
  const problems = Object.keys(sealed).filter((name) => !names.includes(name)).map((name) => `${name} has landed and is gone. Bring it back.`)
  for (const migration of migrations) {
    const name = sealName(migration)
    const seal = sealed[name]
    if (seal === undefined) problems.push(`${name} is not sealed. Run "npm run db -- seal" when it is finished.`)
    else if (seal !== sealOf(migration)) problems.push(`${name} has landed and was edited. Take the edit back and write a new migration.`)
    if (migration.version > LAST_FREE_MIGRATION) for (const found of takesAway(migration.up)) problems.push(`${name} is not additive: ${found}.`)
  }
  return problems
}

/** Seals what is new; refuses when anything else is wrong. Returns the names. */
export async function sealMigrations(migrations: readonly Migration[], dir = MIGRATIONS_DIR): Promise<string[]> {
  const sealed = await readSeals(dir)
  const fresh = migrations.filter((migration) => sealed[sealName(migration)] === undefined)
  const all = { ...sealed, ...Object.fromEntries(fresh.map((migration) => [sealName(migration), sealOf(migration)])) }
  const problems = migrationProblems(migrations, all)
  if (problems.length > 0) throw new CentreError(problems.join('\n'))
  await writeFile(path.join(dir, SEALS), `${JSON.stringify(all, null, 2)}\n`)
  return fresh.map(sealName)
}

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bdrop\s+(table|schema|type|sequence|publication)\b/, 'it drops a table or type'],
  [/\bdrop\s+column\b/, 'it drops a column'],
  // COLUMN may be left out: ALTER TABLE t DROP c. What else can be dropped there has its own keyword.
  [/\balter\s+table\s[^;]*\bdrop\s+(?!column\b|constraint\b|not\s+null\b|default\b|identity\b|expression\b)/, 'it drops a column'],
  [/\brename\b/, 'it renames'],
  [/\balter\s+(column\s+)?\S+\s+(set\s+data\s+)?type\b/, 'it changes a type'],
  [/\btruncate\b/, 'it empties a table'],
  [/\bdelete\s+from\b/, 'it deletes rows'],
  [/\breplica\s+identity\s+(default|nothing|using)\b/, 'it weakens the replica identity'],
]

/** What a migration takes away from desks that run an older program; comments and texts in it do not count. */
export function takesAway(sql: string): string[] {
  const bare = sql.toLowerCase().replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/'(?:[^']|'')*'/g, `''`)
  return [...new Set(FORBIDDEN.filter(([pattern]) => pattern.test(bare)).map(([, what]) => what))]
}
