import type { Locator } from '@playwright/test'
import { expect } from '../fixtures.ts'
import type { Person } from '../person.ts'
import type { Hand, NewPatient, Spot, Tab } from './hand.ts'

const SLOT = 15
const STEP_KEYS = { Confirm: 'k', Arrived: 'a', 'In chair': 's', Done: 'e' } as const

/** Plays with the keys alone: nothing here points at anything, and nothing is given the focus but by a key. */
export class Keyboard implements Hand {
  readonly person: Person
  readonly #see: (name: string) => Promise<void>

  constructor(person: Person, see: (name: string) => Promise<void>) {
    this.person = person
    this.#see = see
  }

  async turnDays(days: number): Promise<void> {
    await expect(this.person.page.locator('[data-cell]').first()).toBeAttached()
    for (let turned = 0; turned < days; turned++) await this.#press('Control+ArrowRight')
    await this.#dayStands()
  }

  async openList(tab: Tab): Promise<void> {
    await this.#press('F4')
    await expect(this.#focused('[role="tab"]')).toBeVisible()
    const wanted = this.person.page.getByRole('tab', { name: new RegExp(`^${tab}`) })
    for (let steps = 0; steps < 9 && (await wanted.getAttribute('aria-selected')) !== 'true'; steps++) await this.#press('ArrowRight')
    await expect(wanted).toHaveAttribute('aria-selected', 'true')
  }

  async backToDay(): Promise<void> {
    await this.#press('F2')
  }

  async book(at: Spot, search: string): Promise<void> {
    await this.#walkTo(at)
    await this.#press('Enter')
    await expect(this.person.booking.getByRole('combobox', { name: 'Patient' })).toBeFocused()
    await this.person.page.keyboard.type(search)
    await this.#press('Tab')
    await expect(this.person.booking.getByLabel('Service')).toBeFocused()
    await this.#see('booking')
    await this.#press('Enter')
    await this.#backOnTimes(this.person.booking)
  }

  async bookNew(at: Spot, patient: NewPatient): Promise<void> {
    await this.#walkTo(at)
    await this.#press('Enter')
    await expect(this.person.booking.getByRole('combobox', { name: 'Patient' })).toBeFocused()
    await this.#register(patient)
    await expect(this.person.booking.getByLabel('Service')).toBeFocused()
    await this.#press('Enter')
    await this.#backOnTimes(this.person.booking)
  }

  async walkIn(patient: NewPatient & { allergy: string }): Promise<void> {
    const { page } = this.person
    await this.#press('r')
    await expect(page.getByRole('combobox', { name: 'Who is it?' })).toBeFocused()
    await this.#register(patient)
    await expect(page.getByRole('textbox', { name: 'Allergic to' })).toBeFocused()
    await page.keyboard.type(patient.allergy)
    for (const none of ['Takes no medicines', 'None of these']) {
      await this.#tabTo(page.getByRole('checkbox', { name: none }))
      await this.#press('Space')
    }
    await this.#see('medical history')
    await this.#press('Control+s')
    const bar = page.getByRole('region', { name: `Walk-in: ${patient.lastName}, ${patient.firstName}` })
    await expect(bar.getByRole('button', { name: 'Medical history, done' })).toBeVisible()
    await expect(page.getByRole('button', { name: /^Sign Consent to examination/ })).toBeFocused()
    await this.#press('Enter')
    await this.#tabTo(page.getByRole('application', { name: /^Signature box/ }))
    await this.#press('Space', ...arrows(4, 'PageUp', ''), ...arrows(4, 'PageDown', ''), 'ArrowRight', 'Space')
    await this.#see('signing')
    await this.#tabTo(page.getByRole('button', { name: 'Sign consent' }))
    await this.#press('Enter')
    await expect(bar.getByRole('button', { name: 'Consent, done' })).toBeVisible()
    await expect(bar.getByRole('button', { name: 'Seat now' })).toBeFocused()
    await this.#press('Enter')
    await expect(this.person.booking.getByLabel('Service')).toBeFocused()
    await this.#see('booking with an alert')
    await this.#press('Enter')
    await expect(this.person.panel.locator('[data-state]')).toHaveText('In chair')
  }

  async move(from: Spot, to: Spot): Promise<void> {
    await this.#open(from)
    await this.#press('m', ...arrows(to.chair - from.chair, 'ArrowRight', 'ArrowLeft'), ...arrows((to.minute - from.minute) / SLOT, 'ArrowDown', 'ArrowUp'), 'Enter')
    await this.#said(/^Moved: /)
  }

  async resize(at: Spot, end: number): Promise<void> {
    const { start, minutes } = await this.#spanAt(at)
    await this.#press('m', ...arrows((end - start - minutes) / SLOT, 'Shift+ArrowDown', 'Shift+ArrowUp'), 'Enter')
    await this.#said(/^Changed: /)
  }

  async carry(from: Spot, days: number, to: Spot): Promise<void> {
    await this.#open(from)
    await this.#press('p')
    await expect(this.#focused('[data-pinboard] button')).toBeVisible()
    await this.turnDays(days)
    // The card keeps the keyboard from day to day.
    await expect(this.#focused('[data-pinboard] button')).toBeVisible()
    await this.#press('Enter')
    await expect(this.#focused('[data-cell]')).toBeVisible()
    await this.#walkTo(to)
    await this.#press('Enter')
    await this.#said(/^Moved: /)
    for (let turned = 0; turned < days; turned++) await this.#press('Control+ArrowLeft')
    await this.#dayStands()
  }

  async visit(at: Spot, step: keyof typeof STEP_KEYS): Promise<void> {
    await this.#open(at)
    await this.#press(STEP_KEYS[step])
    await expect(this.person.panel.locator('[data-state]')).toHaveText(step === 'Confirm' ? 'Confirmed' : step)
    await this.#see('appointment')
  }

  async cancel(at: Spot): Promise<void> {
    await this.#open(at)
    await this.#press('Delete')
    const dialog = this.person.page.getByRole('dialog', { name: 'Cancel this appointment?' })
    await expect(dialog.getByRole('radio').first()).toBeFocused()
    await this.#see('cancelling')
    await this.#press('Enter')
    await this.#backOnTimes(dialog)
  }

  async fill(): Promise<void> {
    await expect(this.person.page.getByRole('region', { name: /short-notice list would fit$/ })).toBeVisible()
    await this.#see('offer')
    await this.#press('F9')
    await expect(this.person.page.getByRole('region', { name: /short-notice list would fit$/ })).toBeHidden()
  }

  async request(at: Spot, kind: 'move' | 'cancel', reason: string): Promise<void> {
    await this.#open(at)
    // Into the details, where the next step has the keyboard.
    await this.#press('Enter')
    await this.#tabTo(this.person.panel.getByRole('button', { name: 'Enter a request' }))
    await this.#press('Enter')
    const dialog = this.person.page.getByRole('dialog', { name: 'Enter a request' })
    await expect(dialog.getByRole('radio').first()).toBeVisible()
    if (kind === 'cancel') {
      await this.#tabTo(dialog.getByRole('radio').first())
      await this.#press('ArrowRight')
    } else {
      const slot = dialog.getByLabel('Proposed time')
      await expect(slot.getByRole('option').nth(1)).toBeAttached()
      await this.#tabTo(slot)
      await this.#press('ArrowDown')
    }
    await this.#tabTo(dialog.getByLabel('Reason'))
    await this.person.page.keyboard.type(reason)
    await this.#see('request')
    await this.#press('Enter')
    await expect(dialog).toBeHidden()
  }

  async approve(reason: string): Promise<void> {
    const row = this.person.page.getByRole('row').filter({ hasText: reason })
    await this.#tabTo(row.getByRole('button', { name: /^Approve/ }))
    await this.#press('Enter')
    await expect(row).toContainText('Approved by')
  }

  async addToShortNotice(search: string): Promise<void> {
    await this.#tabTo(this.person.page.getByRole('button', { name: 'Add a patient' }))
    await this.#press('Enter')
    const dialog = this.person.page.getByRole('dialog', { name: 'Short notice' })
    await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused()
    await this.person.page.keyboard.type(search)
    await this.#press('Tab')
    await expect(dialog.getByRole('textbox', { name: 'Patient' })).toBeFocused()
    await this.#see('short-notice-add')
    await this.#press('Enter')
    await expect(dialog).toBeHidden()
  }

  async serveWaiting(): Promise<void> {
    const { page } = this.person
    await this.#tabTo(page.getByRole('button', { name: /^Seat / }))
    await this.#press('Enter')
    await expect(page.getByRole('button', { name: /^Seat / })).toHaveCount(0)
    // The button has gone, and its row has kept the keyboard.
    await expect(this.#focused('[role="row"] button')).toHaveAccessibleName(/^Done: |^Open /)
  }

  async print(): Promise<void> {
    await this.#press('Control+p')
    await expect(this.person.page.getByTitle('The day as it is printed')).toBeVisible()
    await this.#see('print')
    await this.#press('Escape')
    await expect(this.person.page.getByTitle('The day as it is printed')).toBeHidden()
  }

  /** From the search that finds nobody, whose only offer Enter takes: to register. */
  async #register({ lastName, firstName, phone }: NewPatient): Promise<void> {
    await this.person.page.keyboard.type(`${lastName}, ${firstName}`)
    await expect(this.person.page.getByRole('option', { name: /^Register/ })).toBeVisible()
    await this.#press('Enter')
    const form = this.person.page.getByRole('form', { name: 'Register a new patient' })
    await expect(form.getByLabel('Family name')).toBeFocused()
    await this.#press('Tab', 'Tab')
    await this.person.page.keyboard.type(phone)
    await this.#see('register')
    await this.#press('Enter')
    await expect(form).toBeHidden()
  }

  async #press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.person.page.keyboard.press(key)
  }

  /** Waits until the times are those of the day that was turned to: keys pressed before would be the old day's. */
  async #dayStands(): Promise<void> {
    const { page } = this.person
    const wanted = (await page.getByRole('button', { name: /^Choose a day/ }).textContent()) ?? ''
    await expect(page.getByRole('grid', { name: `Schedule of ${wanted}`, exact: true })).toBeVisible()
  }

  #focused(selector: string): Locator {
    return this.person.page.locator(selector).and(this.person.page.locator(':focus'))
  }

  /** Tab from where the keyboard is to something within reach of it. */
  async #tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible()
    for (let steps = 0; steps < 40; steps++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await this.#press('Tab')
    }
    await expect(target).toBeFocused()
  }

  /** Walks over the times with the arrows and pages to one of them. */
  async #walkTo({ chair, minute }: Spot): Promise<void> {
    if ((await this.#where()) === null) await this.#press('g')
    await expect(this.#focused('[data-cell]')).toBeAttached()
    const at = (await this.#where())!
    const slots = (minute - at.minute) / SLOT
    const pages = Math.trunc(slots / 4)
    await this.#press(...arrows(chair - at.chair, 'ArrowRight', 'ArrowLeft'), ...arrows(pages, 'PageDown', 'PageUp'), ...arrows(slots - pages * 4, 'ArrowDown', 'ArrowUp'))
    await expect(this.#focused(`[data-cell="${chair}-${minute}"]`)).toBeAttached()
  }

  async #where(): Promise<{ chair: number; minute: number } | null> {
    const cell = await this.person.page.evaluate(() => document.activeElement?.getAttribute('data-cell') ?? null)
    if (cell === null) return null
    const [chair, minute] = cell.split('-').map(Number) as [number, number]
    return { chair, minute }
  }

  /** Walks to an appointment and opens it. */
  async #open(at: Spot): Promise<void> {
    await this.#walkTo(at)
    await this.#press('Enter')
    await expect(this.#focused('[id^="appointment-"]')).toBeVisible()
  }

  async #spanAt(at: Spot): Promise<{ start: number; minutes: number }> {
    await this.#open(at)
    const name = (await this.#focused('[id^="appointment-"]').locator('.visually-hidden').textContent()) ?? ''
    const [from, to] = [...name.matchAll(/(\d+):(\d\d) ([AP])M/g)].map(([, hour, minute, half]) => (Number(hour) % 12) * 60 + Number(minute) + (half === 'P' ? 720 : 0)) as [number, number]
    return { start: from, minutes: to - from }
  }

  async #backOnTimes(dialog: Locator): Promise<void> {
    await expect(dialog).toBeHidden()
    await expect(this.#focused('[data-cell]')).toBeAttached()
  }

  async #said(text: RegExp): Promise<void> {
    await expect(this.person.page.locator('.toasts').getByText(text)).toBeVisible()
  }
}

function arrows(count: number, forth: string, back: string): string[] {
  return Array.from({ length: Math.abs(count) }, () => (count > 0 ? forth : back))
}
