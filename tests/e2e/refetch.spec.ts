import type { Page } from '@playwright/test'
import { v7 as uuidv7 } from 'uuid'
import { asOwner } from '../../sync-server/centre/database.ts'
import { TestWindow } from '../support/window.ts'
import { expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front', 'front_desk'), office: await clinic.desk('office') }))

const BLOCKS = '[role=group][aria-label=Appointments] button'
const PATIENTS = '[role=table][aria-label=Patients] [role=row], table[aria-label=Patients] tr'

/** How many there were on the page, and when. */
type Sample = { at: number; count: number }
type Recording = typeof globalThis & { samples?: Sample[] }

/** Counts on the page itself every 50 ms, and again after every change of the page however short. */
async function record(page: Page, selector: string): Promise<void> {
  await page.evaluate((what) => {
    const samples: Sample[] = []
    const look = () => void samples.push({ at: Date.now(), count: document.querySelectorAll(what).length })
    setInterval(look, 50)
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
    ;(globalThis as Recording).samples = samples
  }, selector)
}

const recorded = (page: Page) => page.evaluate(() => (globalThis as Recording).samples!)

/** As an update of the centre does: a column more, and every desk has to fetch the table anew. */
const rotate = (databaseUrl: string, table: string) => asOwner(databaseUrl, (client) => client.query(`alter table ${table} add column made_by_a_later_version text`))

test('the day and the list of patients stay on the screen while both are fetched anew [S11]', async ({ sitAt }) => {
  const { front, office, clinic } = here()
  const [schedule, list] = [await sitAt(front, 'maria'), await sitAt(front, 'maria')]
  const [host, elsewhere] = [await TestWindow.signedIn(front.url, 'owner'), await TestWindow.signedIn(office.url, 'owner')]
  const found = list.page.getByText(/^\d+ patients$/)
  await schedule.showDayAhead(1)
  await expect(schedule.page.locator(BLOCKS).first()).toBeVisible()
  await list.go('Patients')
  await expect(list.page.locator(PATIENTS).nth(5)).toBeVisible()
  const known = Number.parseInt((await found.textContent())!)
  await record(schedule.page, BLOCKS)
  await record(list.page, PATIENTS)

  front.cable.slow({ bytesPerSecond: 60_000, latencyMs: 10 })
  await rotate(clinic.databaseUrl, 'appointments')
  await rotate(clinic.databaseUrl, 'patients')
  await host.syncIs(({ refetch }) => refetch !== null, 40_000)
  const began = Date.now()
  for (const window of [host, elsewhere]) await window.call('mutate', { name: 'patient.create', input: { id: uuidv7(), last_name: 'Meanwhile', first_name: 'Bagong' } })
  await host.syncIs(({ refetch, waiting }) => refetch === null && waiting === 0, 40_000)
  const ended = Date.now()
  front.cable.heal()
  await expect(found).toHaveText(`${known + 2} patients`)

  for (const { page } of [schedule, list]) {
    const samples = await recorded(page)
    expect(Math.min(...samples.map(({ count }) => count))).toBe(samples[0]!.count)
    expect(samples[0]!.count).toBeGreaterThan(0)
    expect(samples.filter(({ at }) => at >= began && at <= ended).length).toBeGreaterThan(10)
  }
  for (const window of [host, elsewhere]) window.close()
})
