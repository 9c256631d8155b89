import { expect } from '@playwright/test'
import type { Download, Locator, Page } from '@playwright/test'
import { shiftClock } from '../support/shift-clock.mjs'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** Somebody at a desk: does with the screens what people do, by what they can see and name. */
export class Person {
  readonly page: Page
  /** What the browser's console complained about. */
  readonly faults: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text())
    })
    page.on('pageerror', (error) => this.faults.push(String(error)))
  }

  async open(deskUrl: string): Promise<void> {
    const ahead = Number(process.env['CHAIRSIDE_DAYS_AHEAD'] ?? 0)
    if (ahead !== 0) await this.page.addInitScript(shiftClock, ahead)
    await this.page.goto(deskUrl)
  }

  async signIn(username: string, password = 'chairside'): Promise<void> {
    await this.page.getByLabel('User name').fill(username)
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.keyboard.press('Enter')
    await expect(this.page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: /user menu/ }).click()
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(this.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  }

  async go(screen: 'Day' | 'Patients' | 'Billing' | 'Inventory' | 'Lists' | 'Settings' | 'Needs attention'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: new RegExp(screen) }).or(this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: new RegExp(screen) })).click()
  }

  get pill(): Locator {
    return this.page.getByRole('button', { name: /^Sync: / })
  }

  /** Goes some days ahead on the schedule, to a day the clinic is open. */
  async showDayAhead(days: number): Promise<void> {
    await this.go('Day')
    const today = this.page.getByRole('button', { name: 'Today', exact: true })
    await expect(today).toBeVisible()
    if (await today.isEnabled()) await today.click()
    for (let step = 0; step < days; step++) await this.page.getByRole('button', { name: 'Next day' }).click()
    while (await this.page.getByText(/^Closed on /).isVisible()) await this.page.getByRole('button', { name: 'Next day' }).click()
  }

  /** Picks a day of the schedule in the calendar of the top bar. @param date `YYYY-MM-DD` */
  async showDate(date: string): Promise<void> {
    const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number, number]
    await this.page.getByRole('button', { name: /^Choose a day: / }).click()
    const calendar = this.page.getByRole('dialog')
    const wanted = calendar.getByRole('button', { name: `${dayOfMonth} ${MONTHS[month - 1]} ${year}`, exact: true })
    // It comes up with this month; asked before it is there, the month would be turned past the day.
    await expect(calendar.getByRole('button', { name: 'Next month' })).toBeVisible()
    while (!(await wanted.isVisible())) await calendar.getByRole('button', { name: 'Next month' }).click()
    await wanted.click()
    await expect(calendar).toBeHidden()
    await expect(this.page.getByRole('grid', { name: new RegExp(`^Schedule of \\w+ ${dayOfMonth} ${MONTHS[month - 1]!.slice(0, 3)} ${year}$`) })).toBeVisible()
  }

  cell(chair: string, time: string): Locator {
    return this.page.getByRole('gridcell', { name: `${chair}, ${time}, free` })
  }

  appointment(name: RegExp): Locator {
    return this.page.getByRole('group', { name: 'Appointments' }).getByRole('button', { name })
  }

  get panel(): Locator {
    return this.page.getByRole('complementary', { name: 'Appointment' })
  }

  get booking(): Locator {
    return this.page.getByRole('dialog', { name: 'Book an appointment' })
  }

  /** Books by clicking an empty slot. */
  async book(chair: string, time: string, patient: string, dentist: string): Promise<void> {
    await this.cell(chair, time).click()
    const dialog = this.page.getByRole('dialog', { name: 'Book an appointment' })
    await dialog.getByLabel('Patient').fill(patient)
    await this.page.getByRole('option', { name: new RegExp(patient, 'i') }).first().click()
    await dialog.getByRole('combobox', { name: 'Dentist' }).selectOption(dentist)
    await dialog.getByRole('button', { name: 'Book appointment' }).click()
    await expect(dialog).toBeHidden()
  }

  async openPatient(search: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    await this.page.getByRole('combobox', { name: 'Find a patient' }).fill(search)
    const found = this.page.getByRole('listbox', { name: 'Patients found' })
    await expect(found).toHaveAttribute('aria-busy', 'false')
    const first = (await found.getByRole('option').first().textContent()) ?? ''
    await this.page.keyboard.press('Enter')
    // Another patient's page may still stand there.
    const title = this.page.getByRole('heading', { level: 1 })
    await expect.poll(async () => first.startsWith((await title.textContent()) ?? '?')).toBe(true)
    await expect(this.page.getByRole('tab', { name: 'Overview' })).toBeVisible()
  }

  /** Closes what the corner of the screen still says about earlier steps. */
  async dismissToasts(): Promise<void> {
    const close = this.page.locator('.toasts').getByRole('button', { name: 'Close' })
    await expect(async () => {
      // They also go by themselves, perhaps under the pointer.
      if ((await close.count()) > 0) await close.first().click({ timeout: 1000 })
      await expect(close).toHaveCount(0, { timeout: 500 })
    }).toPass()
  }

  async tab(name: 'Overview' | 'Chart' | 'Medical history' | 'Consents' | 'Billing' | 'Details'): Promise<void> {
    await this.page.getByRole('tab', { name }).click()
  }

  /** Signs in the box of a consent with the mouse. */
  async drawSignature(): Promise<void> {
    const pad = this.page.getByRole('application', { name: /^Signature box/ })
    await pad.scrollIntoViewIfNeeded()
    const box = (await pad.boundingBox())!
    const { mouse } = this.page
    await mouse.move(box.x + 40, box.y + 80)
    await mouse.down()
    for (let step = 1; step <= 12; step++) await mouse.move(box.x + 40 + step * 22, box.y + 70 + (step % 2) * 30 - step)
    await mouse.up()
  }

  async download(press: Locator): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press.click()])
    return download
  }
}
