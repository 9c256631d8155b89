import type { BrowserContext } from '@playwright/test'
import { todayIn, addDays } from '../../shared/domain/time.ts'
import { createClient } from '../../sync-server/db/pool.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { demoDatabase, expect, test as base } from './fixtures.ts'
import { Person } from './person.ts'

/** Opens a desk's window, and signs in where a user name is given. `now` holds the window's clock at an instant. */
export type SitAt = (desk: TestDesk, username?: string, options?: { now?: string }) => Promise<Person>

/** Tests whose people sit down at desks; what the browser's console complains about fails the test. */
export const test = base.extend<{ sitAt: SitAt }>({
  sitAt: async ({ browser }, use) => {
    const seats: { context: BrowserContext; person: Person }[] = []
    await use(async (desk, username, { now } = {}) => {
      const context = await browser.newContext()
      context.setDefaultTimeout(15_000)
      const person = new Person(await context.newPage())
      seats.push({ context, person })
      if (now !== undefined) await context.clock.setFixedTime(now)
      await person.open(desk.url)
      if (username !== undefined) await person.signIn(username)
      return person
    })
    const faults = seats.flatMap(({ person }) => person.faults)
    await Promise.all(seats.map(({ context }) => context.close()))
    expect(faults, 'complaints in the browser console').toEqual([])
  },
})

/**
 * One clinic for all tests of a file, which must therefore keep out of each other's way: other days,
 * other patients. Gives what `furnish` made of it.
 */
export function sharedClinic<T>(furnish: (clinic: TestClinic) => Promise<T>): () => T & { clinic: TestClinic } {
  let made: { clinic: TestClinic; rest: T } | undefined
  test.beforeAll(async ({ postgres }) => {
    const clinic = await TestClinic.start(await demoDatabase(postgres))
    made = { clinic, rest: await furnish(clinic) }
  })
  test.afterAll(async () => {
    await made?.clinic.stop()
  })
  return () => ({ ...made!.rest, clinic: made!.clinic })
}

/** A day of the clinic's calendar, counted from today. */
export function day(ahead: number): string {
  return addDays(todayIn('Asia/Manila', new Date().toISOString()), ahead)
}

/** Asks the centre's database. */
export async function atCentre<R extends object>(clinic: TestClinic, sql: string, values: unknown[] = []): Promise<R[]> {
  const client = createClient(clinic.databaseUrl)
  await client.connect()
  try {
    return (await client.query<R>(sql, values)).rows
  } finally {
    await client.end()
  }
}

export { expect }
