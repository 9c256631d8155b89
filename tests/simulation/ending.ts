import { TABLE_NAMES } from '../../shared/schema/index.ts'
import { outbox } from '../support/writes.ts'
import { audit } from './books.ts'
import { differences } from './checks.ts'
import { simulatedClinic } from './clinic.ts'
import { checkEdits } from './edits.ts'
import type { Scene } from './scene.ts'
import type { Witness } from './witness.ts'

/** After everything is well: how long the outboxes may take, and how long until nobody is waited for any more. */
const DRAIN_MS = 10_000
/** A connection that has died without a word is given up after half a minute; others may have written meanwhile. */
const EQUAL_MS = 35_000
const STUCK_MS = 120_000
const LOOK_MS = 100

/** Waits until every outbox is empty and every replica is like the centre. Returns how long the outboxes took to drain. */
export async function waitForRest({ time, desks, centre, profiles, account }: Scene): Promise<number> {
  const healedAt = time.now
  let drainMs = -1
  for (let passed = 0; passed < STUCK_MS; passed += LOOK_MS) {
    await time.until(healedAt + passed)
    if (waiting() > 0) continue
    if (drainMs < 0) drainMs = passed
    if ((await unequal()).length > 0) continue
    if (drainMs > DRAIN_MS) account.fail(`S9: the outboxes took ${drainMs} ms to drain`)
    if (passed > EQUAL_MS) account.fail(`S9: the desks were equal to the centre only after ${passed} ms`)
    account.count('equalMs', passed)
    return drainMs
  }
  if (drainMs < 0) account.fail(`S9: ${waiting()} writes still wait ${STUCK_MS} ms after everything was well`)
  for (const difference of await unequal()) account.fail(`S8: ${difference}`)
  return drainMs

  function waiting(): number {
    return desks.reduce((sum, { db }) => sum + (db ? outbox(db).filter(({ state }) => state !== 'confirmed').length : 1), 0)
  }

  /** Of the first desk that is not like the centre, where it is not. */
  async function unequal(): Promise<string[]> {
    for (const [index, { db, options }] of desks.entries()) {
      const wrong = db ? await differences(db, centre, profiles[index]!) : ['it does not run']
      if (db?.prepare('select 1 from _base_rows limit 1').get()) wrong.push('images of rows are left over')
      if (wrong.length > 0) return wrong.map((each) => `${options.name} ${each}`)
    }
    return []
  }
}

/** At the end: the books of the centre against what the desks were asked to write. */
export async function closeBooks({ centre, account }: Scene, witness: Witness): Promise<void> {
  const { store, history } = centre
  const answers = await store.answers()
  const decided = new Set(answers.map(({ id }) => id))
  for (const { status } of answers) account.count(status)
  const asked = new Map(witness.asked)
  for (const [id, write] of witness.unsure) if (decided.has(id)) asked.set(id, write)
  const world = simulatedClinic()
  for (const wrong of await audit(store, [...asked.values()], { movements: world.stock_movements })) account.fail(wrong)
  const patients = new Map(world.patients.map((row) => [row.id, row as unknown as Record<string, unknown>]))
  for (const wrong of checkEdits(history, asked, (patient, field) => patients.get(patient)?.[field])) account.fail(wrong)
  await witness.checkReturned()
  for (const table of TABLE_NAMES) account.seal(JSON.stringify(await store.rowsOf(table)).replaceAll('"true"', '"t"').replaceAll('"false"', '"f"'))
  account.seal(JSON.stringify(answers.map(({ client, seq, id, status, code, message }) => [client, seq, id, status, code, message])))
}
