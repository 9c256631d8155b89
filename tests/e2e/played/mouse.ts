import type { Locator } from '@playwright/test'
import { expect } from '../fixtures.ts'
import type { Person } from '../person.ts'
import { CHAIRS, clock } from './hand.ts'
import type { Hand, NewPatient, Spot, Tab } from './hand.ts'

/** Plays with the mouse; only what is text is typed. */
export class Mouse implements Hand {
  readonly person: Person

  constructor(person: Person) {
    this.person = person
  }

  async turnDays(days: number): Promise<void> {
    for (let turned = 0; turned < days; turned++) await this.#button('Next day').click()
  }

  async openList(tab: Tab): Promise<void> {
    await this.person.go('Lists')
    await this.person.page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  }

  async backToDay(): Promise<void> {
    await this.person.go('Day')
  }

  async book(at: Spot, search: string): Promise<void> {
    await this.person.dismissToasts()
    await this.#cell(at).click()
    await this.person.booking.getByRole('combobox', { name: 'Patient' }).fill(search)
    await this.#firstFound()
    await this.person.booking.getByRole('button', { name: 'Book appointment' }).click()
    await expect(this.person.booking).toBeHidden()
  }

  async bookNew(at: Spot, patient: NewPatient): Promise<void> {
    await this.person.dismissToasts()
    await this.#cell(at).click()
    await this.#register('Patient', patient)
    await this.person.booking.getByRole('button', { name: 'Book appointment' }).click()
    await expect(this.person.booking).toBeHidden()
  }

  async walkIn(patient: NewPatient & { allergy: string }): Promise<void> {
    const { page } = this.person
    await this.#button('Walk-in').click()
    await this.#register('Who is it?', patient)
    await page.getByRole('textbox', { name: 'Allergic to' }).fill(patient.allergy)
    for (const none of ['Takes no medicines', 'None of these']) await page.getByRole('checkbox', { name: none }).check()
    await this.#button('Save the history').click()
    await page.getByRole('button', { name: /^Sign Consent to examination/ }).click()
    await this.person.drawSignature()
    await this.#button('Sign consent').click()
    await this.#button('Seat now').click()
    await this.person.booking.getByRole('button', { name: 'Book appointment' }).click()
    await expect(this.person.panel.locator('[data-state]')).toHaveText('In chair')
  }

  async move(from: Spot, to: Spot): Promise<void> {
    const block = await this.#at(from)
    await this.#drag(block, this.#cell(to), 6)
    await this.#said(/^Moved: /)
  }

  async resize(at: Spot, end: number): Promise<void> {
    const block = await this.#at(at)
    const box = (await block.boundingBox())!
    await block.hover({ position: { x: box.width / 2, y: box.height - 5 } })
    await this.#grab({ x: box.x + box.width / 2, y: box.y + box.height - 5 })
    const last = (await this.person.page.locator(`[data-cell="${at.chair}-${end - 15}"]`).boundingBox())!
    await this.#letGo({ x: box.x + box.width / 2, y: last.y + last.height - 2 })
    await this.#said(/^Changed: /)
  }

  async carry(from: Spot, days: number, to: Spot): Promise<void> {
    const { page } = this.person
    const block = await this.#at(from)
    const box = (await block.boundingBox())!
    await block.hover({ position: { x: 40, y: 6 } })
    await this.#grab({ x: box.x + 40, y: box.y + 6 })
    const board = page.getByRole('region', { name: 'Pinboard' })
    await expect(board).toContainText('Drop it here')
    const target = (await board.boundingBox())!
    await page.mouse.move(target.x + 200, target.y + target.height / 2, { steps: 4 })
    await page.mouse.up()
    await expect(board.locator('[draggable="true"]')).toBeVisible()
    await this.turnDays(days)
    await expect(this.#cell(to)).toBeVisible()
    await board.locator('[draggable="true"]').dragTo(this.#cell(to))
    await this.#said(/^Moved: /)
    for (let turned = 0; turned < days; turned++) await this.#button('Previous day').click()
  }

  async visit(at: Spot, step: 'Confirm' | 'Arrived' | 'In chair' | 'Done'): Promise<void> {
    await (await this.#at(at)).click()
    await this.person.panel.getByRole('button', { name: step, exact: true }).click()
    await expect(this.person.panel.locator('[data-state]')).toHaveText(step === 'Confirm' ? 'Confirmed' : step)
  }

  async cancel(at: Spot): Promise<void> {
    await (await this.#at(at)).click()
    await this.person.panel.getByRole('button', { name: 'Cancel' }).click()
    const dialog = this.person.page.getByRole('dialog', { name: 'Cancel this appointment?' })
    await dialog.getByRole('button', { name: 'Cancel appointment' }).click()
    await expect(dialog).toBeHidden()
  }

  async fill(): Promise<void> {
    const offer = this.person.page.getByRole('region', { name: /short-notice list would fit$/ })
    await offer.getByRole('button').first().click()
    await expect(offer).toBeHidden()
  }

  async request(at: Spot, kind: 'move' | 'cancel', reason: string): Promise<void> {
    await (await this.#at(at)).click()
    await this.person.panel.getByRole('button', { name: 'Enter a request' }).click()
    const dialog = this.person.page.getByRole('dialog', { name: 'Enter a request' })
    if (kind === 'cancel') await dialog.getByRole('radio').nth(1).check()
    else await dialog.getByLabel('Proposed time').selectOption({ index: 1 })
    await dialog.getByLabel('Reason').fill(reason)
    await dialog.getByRole('button', { name: 'Enter request' }).click()
    await expect(dialog).toBeHidden()
  }

  async approve(reason: string): Promise<void> {
    const row = this.person.page.getByRole('row').filter({ hasText: reason })
    await row.getByRole('button', { name: /^Approve/ }).click()
    await expect(row).toContainText('Approved by')
  }

  async addToShortNotice(search: string): Promise<void> {
    await this.#button('Add a patient').click()
    const dialog = this.person.page.getByRole('dialog', { name: 'Short notice' })
    await dialog.getByRole('combobox', { name: 'Patient' }).fill(search)
    await this.#firstFound()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
  }

  async serveWaiting(): Promise<void> {
    const seat = this.person.page.getByRole('button', { name: /^Seat / })
    await seat.click()
    await expect(seat).toHaveCount(0)
  }

  async print(): Promise<void> {
    await this.#button('Print').click()
    const paper = this.person.page.getByTitle('The day as it is printed')
    await expect(paper).toBeVisible()
    await this.person.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await expect(paper).toBeHidden()
  }

  async #register(asked: string, { lastName, firstName, phone }: NewPatient): Promise<void> {
    await this.person.page.getByRole('dialog').getByRole('combobox', { name: asked }).fill(`${lastName}, ${firstName}`)
    await this.#firstFound()
    const form = this.person.page.getByRole('form', { name: 'Register a new patient' })
    await form.getByLabel('Phone').fill(phone)
    await form.getByRole('button', { name: 'Register patient' }).click()
    await expect(form).toBeHidden()
  }

  #button(name: string): Locator {
    return this.person.page.getByRole('button', { name, exact: true })
  }

  #cell({ chair, minute }: Spot): Locator {
    return this.person.cell(CHAIRS[chair], clock(minute))
  }

  /** The appointment there, with no toast left lying over it. */
  async #at({ chair, minute }: Spot): Promise<Locator> {
    await this.person.dismissToasts()
    const block = this.person.appointment(new RegExp(`, ${clock(minute)} to .*, ${CHAIRS[chair]}`))
    await expect(block).toBeVisible()
    return block
  }

  async #firstFound(): Promise<void> {
    const found = this.person.page.getByRole('listbox')
    await expect(found).toHaveAttribute('aria-busy', 'false')
    await found.getByRole('option').first().click()
  }

  async #drag(from: Locator, to: Locator, grip: number): Promise<void> {
    // Waits until nothing that is going lies over it.
    await from.hover({ position: { x: 40, y: grip } })
    const start = (await from.boundingBox())!
    await this.#grab({ x: start.x + 40, y: start.y + grip })
    const end = (await to.boundingBox())!
    await this.#letGo({ x: end.x + 40, y: end.y + grip })
  }

  async #grab(from: { x: number; y: number }): Promise<void> {
    const { mouse } = this.person.page
    await mouse.down()
    await mouse.move(from.x + 3, from.y + 8, { steps: 2 })
  }

  async #letGo(to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.person.page
    await mouse.move(to.x, to.y, { steps: 4 })
    await mouse.up()
  }

  async #said(text: RegExp): Promise<void> {
    await expect(this.person.page.locator('.toasts').getByText(text)).toBeVisible()
  }
}
