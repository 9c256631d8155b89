import { setTimeout as pause } from 'node:timers/promises'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { centreContents, replicaContents, unequal } from '../support/equality.ts'
import type { Contents } from '../support/equality.ts'
import type { ChaosClinic } from './clinic.ts'

/** How long a desk may take to send what it has, once nothing is broken any more (S9). */
export const DRAIN_LIMIT_MS = 10_000
/** How long it is watched, to tell late from never. */
const PATIENCE_MS = 120_000

export interface Settled {
  /** Writes that waited in the outboxes at the last heal. */
  backlog: number
  /** From the last heal until every outbox was empty and every replica equal to Postgres; null when that did not come. */
  drain_ms: number | null
  /** Desks whose outbox was not empty 10 s after the last heal. */
  stuck: number
  unequal_rows: number
  /** From the last heal until each desk's outbox was empty. */
  outbox_ms: (number | null)[]
  findings: string[]
}

/**
 * Watches the outboxes and compares every replica with Postgres until all is at rest. Call at the last heal.
 * @param working ends with the last answer of a desk: before it there may be more to send
 */
export async function settle(clinic: ChaosClinic, working: Promise<unknown>): Promise<Settled> {
  let isWorking = true
  const rest = () => void (isWorking = false)
  working.then(rest, rest)
  const healed = performance.now()
  const passed = () => performance.now() - healed
  const backlog = clinic.desks.reduce((sum, desk) => sum + desk.waiting().length, 0)
  const emptied: (number | null)[] = clinic.desks.map(() => null)
  let different: string[] = []
  let rows = 0
  while (passed() < PATIENCE_MS) {
    const looked = passed()
    const wasWorking = isWorking
    const waiting = clinic.desks.map((desk) => desk.waiting().length)
    for (const [index, count] of waiting.entries()) emptied[index] = count > 0 ? null : (emptied[index] ?? Math.round(looked))
    if (!wasWorking && waiting.every((count) => count === 0)) {
      ;({ rows, different } = await compare(clinic))
      if (rows === 0) return { backlog, ...report(emptied, Math.round(passed()), 0, []) }
    }
    await pause(50)
  }
  ;({ rows, different } = await compare(clinic))
  return { backlog, ...report(emptied, null, rows, different) }
}

function report(emptied: (number | null)[], drain: number | null, rows: number, findings: string[]): Omit<Settled, 'backlog'> {
  const stuck = emptied.filter((ms) => ms === null || ms > DRAIN_LIMIT_MS).length
  return { drain_ms: drain, stuck, unequal_rows: rows, outbox_ms: emptied, findings }
}

/** Rows that one side has and the other has not, of all desks together. */
async function compare(clinic: ChaosClinic): Promise<{ rows: number; different: string[] }> {
  const centre = new Map<DeviceProfile, Contents>()
  const different: string[] = []
  let rows = 0
  for (const desk of clinic.desks) {
    const scope = centre.get(desk.profile) ?? (await centreContents(clinic.databaseUrl, desk.profile))
    centre.set(desk.profile, scope)
    for (const { table, onlyA, onlyB } of unequal(scope, replicaContents(desk, desk.profile))) {
      rows += Math.max(onlyA, onlyB)
      different.push(`desk ${desk.number + 1}, ${table}: ${onlyA} rows only at the centre, ${onlyB} only at the desk`)
    }
  }
  return { rows, different }
}
