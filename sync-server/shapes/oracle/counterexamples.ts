/** Histories that failed once: kept beside the tests as JSON and played first, every time. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Script } from './script.ts'

const FOLDER = join(import.meta.dirname, 'histories')

export interface Kept {
  readonly name: string
  /** What it was that failed. */
  readonly note: string
  readonly script: Script
}

export function keptHistories(): Kept[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ name, ...(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Omit<Kept, 'name'>) }))
}

/** Writes a failed history down and answers where. */
export function keep(script: Script, note: string): string {
  const text = JSON.stringify({ note, script }, null, 1)
  const path = join(FOLDER, `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`)
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(path, `${text}\n`)
  return path
}
