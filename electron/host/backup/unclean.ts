import { rmSync } from 'node:fs'
import path from 'node:path'
import { readIfThere, writeWhole } from './disk.ts'

const UNCLEAN_FILE = 'replica.unclean'

/** `used`: a program had the replica open and did not close it; `suspect`: one met damage in it. */
export type Unclean = 'used' | 'suspect'

/** Notes that the replica is not closed, or that it must be looked through before it is used again. */
export function noteUnclean(dataDir: string, what: Unclean): void {
  if (readUnclean(dataDir) !== what) writeWhole(path.join(dataDir, UNCLEAN_FILE), `${what}\n`)
}

/** How the replica was left; undefined when it was closed as it should be. */
export function readUnclean(dataDir: string): Unclean | undefined {
  const text = readIfThere(path.join(dataDir, UNCLEAN_FILE))?.trim()
  return text === undefined ? undefined : text === 'suspect' ? 'suspect' : 'used'
}

/** The replica is closed and whole. */
export function clearUnclean(dataDir: string): void {
  rmSync(path.join(dataDir, UNCLEAN_FILE), { force: true })
}
