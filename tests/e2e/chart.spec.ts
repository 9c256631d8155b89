import type { Locator } from '@playwright/test'
import type { Person } from './person.ts'
import { atCentre, expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ chairside: await clinic.desk('chairside'), office: await clinic.desk('office') }))

/** Numbers of each quadrant: a molar, a front tooth, a milk molar; the patient's right is on the left of the screen. */
const QUADRANTS = { 'upper right': ['16', '11', '55'], 'upper left': ['26', '21', '65'], 'lower left': ['36', '31', '75'], 'lower right': ['46', '41', '85'] } as const

test('draws mesial towards the midline on every side, for permanent and for milk teeth', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Nuñez, Rowena')
  const chart = (await doctor.page.getByRole('group', { name: 'Tooth chart' }).boundingBox())!
  const midline = chart.x + chart.width / 2
  const fromMidline = async (zone: Locator) => Math.abs(centreOf(await zone.boundingBox()).x - midline)
  for (const [quadrant, teeth] of Object.entries(QUADRANTS)) {
    for (const tooth of teeth) {
      expect(await fromMidline(zone(doctor, tooth, 'mesial')), `${tooth}, ${quadrant}`).toBeLessThan(await fromMidline(zone(doctor, tooth, 'distal')))
    }
  }
  // The patient's right on the left of the screen; cheeks outside, tongue and palate inside.
  expect(centreOf(await zone(doctor, '16', 'mesial').boundingBox()).x).toBeLessThan(midline)
  expect(centreOf(await zone(doctor, '36', 'mesial').boundingBox()).x).toBeGreaterThan(midline)
  expect(centreOf(await zone(doctor, '16', 'buccal').boundingBox()).y).toBeLessThan(centreOf(await zone(doctor, '16', 'palatal').boundingBox()).y)
  expect(centreOf(await zone(doctor, '46', 'buccal').boundingBox()).y).toBeGreaterThan(centreOf(await zone(doctor, '46', 'lingual').boundingBox()).y)
  await expect(doctor.page.getByRole('button', { name: /^Tooth \d\d(,|$)/ })).toHaveCount(52)
})

test('a click paints caries, a filling, a crown and a missing tooth, in all four quadrants', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Zamora, Christian')
  await tool(doctor, 'Caries')
  for (const tooth of ['16', '26', '36', '46']) await zone(doctor, tooth, 'mesial').click()
  for (const tooth of ['11', '21', '31', '41']) await zone(doctor, tooth, 'incisal').click()
  await tool(doctor, 'Amalgam')
  for (const tooth of ['17', '27', '37', '47']) await zone(doctor, tooth, 'occlusal').click()
  await tool(doctor, 'Crown')
  for (const tooth of ['15', '25', '35', '45']) await whole(doctor, tooth).click()
  await tool(doctor, 'Missing')
  for (const tooth of ['18', '28', '38', '48']) await whole(doctor, tooth).click()
  await tool(doctor, 'Caries')
  for (const tooth of ['55', '65', '75', '85']) await zone(doctor, tooth, 'distal').click()

  for (const tooth of ['16', '26', '36', '46']) await expect(zone(doctor, tooth, 'mesial')).toHaveAccessibleName(/caries/i)
  for (const tooth of ['11', '21', '31', '41']) await expect(zone(doctor, tooth, 'incisal')).toHaveAccessibleName(/caries/i)
  for (const tooth of ['17', '27', '37', '47']) await expect(zone(doctor, tooth, 'occlusal')).toHaveAccessibleName(/amalgam/i)
  for (const tooth of ['15', '25', '35', '45']) await expect(whole(doctor, tooth)).toHaveAccessibleName(/crown/i)
  for (const tooth of ['18', '28', '38', '48']) await expect(whole(doctor, tooth)).toHaveAccessibleName(/missing/i)
  for (const tooth of ['55', '65', '75', '85']) await expect(zone(doctor, tooth, 'distal')).toHaveAccessibleName(/caries/i)
  for (const tooth of ['16', '26', '36', '46']) await expect(zone(doctor, tooth, 'distal')).not.toHaveAccessibleName(/caries/i)

  await expect.poll(async () => {
    const [row] = await atCentre<{ entries: number }>(here().clinic, `select count(*)::int as entries from chart_entries c join patients p on p.id = c.patient_id
      where p.last_name = 'Zamora' and c.service_id is null`)
    return row!.entries
  }).toBe(24)
})

test('takes back the last step with Ctrl+Z and any entry with the eraser; the history keeps both', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Yap, Dominic')
  const { page } = doctor
  await tool(doctor, 'Caries')
  await zone(doctor, '24', 'mesial').click()
  await zone(doctor, '25', 'distal').click()
  await page.keyboard.press('Control+z')
  await expect(zone(doctor, '25', 'distal')).not.toHaveAccessibleName(/caries/i)
  await expect(zone(doctor, '24', 'mesial')).toHaveAccessibleName(/caries/i)

  await page.getByRole('button', { name: 'Eraser' }).click()
  await zone(doctor, '24', 'mesial').click()
  await expect(zone(doctor, '24', 'mesial')).not.toHaveAccessibleName(/caries/i)
  await expect(page.getByRole('status').filter({ hasText: 'Taken back: 24 M Caries' })).toBeVisible()
  const history = page.getByRole('table', { name: 'History' })
  await expect(history.getByRole('row', { name: /24 M.*Caries.*Taken back/ })).toBeVisible()
  await expect(history.getByRole('row', { name: /25 D.*Caries.*Taken back/ })).toBeVisible()
})

test('charts from the command line, says what it did not understand, and puts letters right', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Chua, Michelle')
  const line = doctor.page.getByRole('combobox', { name: 'Chart by typing' })
  await command(line, '16 dom amalgam')
  for (const surface of ['mesial', 'occlusal', 'distal']) await expect(zone(doctor, '16', surface)).toHaveAccessibleName(/amalgam/i)
  await command(line, '36 f caries')
  await expect(zone(doctor, '36', 'buccal')).toHaveAccessibleName(/caries/i)
  await command(line, '46 crown')
  await expect(whole(doctor, '46')).toHaveAccessibleName(/crown/i)
  await command(line, '11 o caries')
  await expect(doctor.page.getByText('Tooth 11 (upper right central incisor) has no occlusal surface; its cutting edge is I.')).toBeVisible()
  await command(line, '19 caries')
  await expect(doctor.page.getByText('“19” is not a tooth. Use the two digits of FDI, such as 16 or 55.')).toBeVisible()
})

test('is worked by the keyboard alone: arrows to the tooth, into its surfaces, letters mark them', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Fajardo, Imelda')
  const { keyboard } = doctor.page
  await doctor.page.getByRole('button', { name: 'Caries', exact: true }).focus()
  await keyboard.press('Enter')
  await whole(doctor, '18').focus()
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await expect(whole(doctor, '16')).toBeFocused()
  await keyboard.press('Enter')
  await expect(zone(doctor, '16', 'occlusal')).toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(zone(doctor, '16', 'mesial')).toBeFocused()
  await keyboard.press('Enter')
  await expect(zone(doctor, '16', 'mesial')).toHaveAccessibleName(/caries/i)
  await keyboard.press('Escape')
  await expect(whole(doctor, '16')).toBeFocused()
  await keyboard.press('p')
  await expect(zone(doctor, '16', 'palatal')).toHaveAccessibleName(/caries/i)
})

test('shows the chart as it stood on an earlier day, and charts only on today’s', async ({ sitAt }) => {
  const doctor = await openChart(await sitAt(here().chairside, 'drreyes'), 'Garcia, Emmanuel')
  const { page } = doctor
  await expect(whole(doctor, '46')).toHaveAccessibleName(/root canal/i)
  await tool(doctor, 'Caries')
  await zone(doctor, '34', 'buccal').click()
  await expect(zone(doctor, '34', 'buccal')).toHaveAccessibleName(/caries/i)

  const asOf = page.getByRole('combobox', { name: 'As of' })
  const oldest = (await asOf.getByRole('option').allTextContents()).at(-1)!
  await asOf.selectOption(oldest)
  await expect(page.getByRole('status').filter({ hasText: `Shown as on ${oldest}. Return to today to chart.` })).toBeVisible()
  await expect(zone(doctor, '34', 'buccal')).not.toHaveAccessibleName(/caries/i)
  await expect(whole(doctor, '46')).toHaveAccessibleName(/root canal/i)
  await zone(doctor, '35', 'buccal').click()
  await asOf.selectOption('Today')
  await expect(zone(doctor, '34', 'buccal')).toHaveAccessibleName(/caries/i)
  await expect(zone(doctor, '35', 'buccal')).not.toHaveAccessibleName(/caries/i)
})

test('completing a service makes the chart entry, the charge and the stock use in one step, at every desk', async ({ sitAt }) => {
  const { chairside, office, clinic } = here()
  const doctor = await openChart(await sitAt(chairside, 'drreyes'), 'Macaraeg, Rolando')
  const owner = await sitAt(office, 'owner')
  await owner.go('Inventory')
  const syringes = owner.page.getByRole('row', { name: /^Composite A2, syringe/ })
  await expect(syringes).toContainText('6 syringe')

  await doctor.page.getByRole('button', { name: 'Complete a service' }).click()
  const dialog = doctor.page.getByRole('dialog', { name: 'Complete a service' })
  // The list of services opens by itself; Tab leaves it without choosing.
  await doctor.page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Complete and charge' }).click()
  await expect(dialog).toContainText('Choose the service.')
  await dialog.getByRole('combobox', { name: 'Service' }).fill('composite')
  await doctor.page.getByRole('option', { name: 'Composite filling, ₱1,500.00' }).click()
  await dialog.getByLabel('Tooth').fill('24')
  await dialog.getByRole('checkbox', { name: 'mesial' }).check()
  await dialog.getByRole('checkbox', { name: 'occlusal' }).check()
  await expect(dialog.getByLabel('Price (₱)')).toHaveValue('1,500.00')
  await dialog.getByRole('button', { name: 'Complete and charge' }).click()
  await expect(dialog).toBeHidden()
  await expect(doctor.page.getByText('₱1,500.00 charged, stock used')).toBeVisible()
  await expect(zone(doctor, '24', 'mesial')).toHaveAccessibleName(/composite/i)

  await expect(syringes).toContainText('5 syringe')
  await owner.openPatient('Macaraeg')
  await owner.tab('Billing')
  await expect(owner.page.getByRole('table', { name: 'Account lines' }).getByRole('row').nth(1)).toContainText('Composite filling, tooth 24 MO')

  const made = await atCentre<{ amount: string; used: string[] }>(clinic, `select l.amount_centavos::text as amount,
    (select array_agg(i.sku || ' ' || m.quantity order by i.sku) from stock_movements m join inventory_items i on i.id = m.item_id where m.chart_entry_id = c.id) as used
    from chart_entries c join ledger_lines l on l.chart_entry_id = c.id join patients p on p.id = c.patient_id
    where p.last_name = 'Macaraeg' and c.tooth = '24' and c.created_at > now() - interval '1 hour'`)
  expect(made).toEqual([{ amount: '150000', used: ['CMP-A2 -1', 'ETCH -1', 'LIDO -1'] }])
})

async function openChart(person: Person, patient: string): Promise<Person> {
  await person.openPatient(patient)
  await person.tab('Chart')
  await expect(person.page.getByRole('group', { name: 'Tooth chart' })).toBeVisible()
  return person
}

const zone = (person: Person, tooth: string, surface: string) => person.page.getByRole('group', { name: 'Tooth chart' }).getByRole('button', { name: new RegExp(`^Tooth ${tooth} ${surface}(,|$)`) })
const whole = (person: Person, tooth: string) => person.page.getByRole('group', { name: 'Tooth chart' }).getByRole('button', { name: new RegExp(`^Tooth ${tooth}(,|$)`) })
const tool = (person: Person, name: string) => person.page.getByRole('toolbar', { name: 'Findings' }).getByRole('button', { name, exact: true }).click()

async function command(line: Locator, text: string): Promise<void> {
  await line.fill(text)
  await line.press('Enter')
}

function centreOf(box: { x: number; y: number; width: number; height: number } | null): { x: number; y: number } {
  return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 }
}
