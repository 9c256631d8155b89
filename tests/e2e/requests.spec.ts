import { look } from './look.ts'
import { atCentre, expect, sharedClinic, test } from './shared.ts'

const here = sharedClinic(async (clinic) => ({ front: await clinic.desk('front') }))

test('a request is entered by keyboard, approved or refused when the time was taken, and a rejection changes nothing', async ({ sitAt }) => {
  const maria = await sitAt(here().front, 'maria')
  const { page } = maria
  await page.keyboard.press('F4')
  await page.getByRole('tab', { name: /^Requests/ }).click()
  const table = page.getByRole('table', { name: 'Requests' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await look(page, 'lists-requests')

  const [wanted] = await atCentre<{ id: string; patient_id: string; name: string }>(here().clinic, `select a.id, a.patient_id, p.last_name || ', ' || p.first_name as name from appointments a join patients p on p.id = a.patient_id
    where a.starts_at > now() + interval '1 day' and a.status in ('pending', 'confirmed') and not exists (select 1 from appointment_requests r where r.patient_id = a.patient_id)
    and not exists (select 1 from appointments b where b.patient_id = a.patient_id and b.starts_at > now() and b.starts_at < a.starts_at) order by a.starts_at limit 1`)
  await page.getByRole('button', { name: 'Enter a request' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Enter a request' })
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused()
  await page.keyboard.type(wanted!.name)
  await expect(page.getByRole('option', { name: new RegExp(wanted!.name) })).toBeVisible()
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Proposed time').selectOption({ index: 3 })
  await dialog.getByLabel('Reason').fill('Has an exam')
  await look(page, 'lists-request-enter')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const row = table.getByRole('row').filter({ hasText: 'Has an exam' })
  await expect(row).toContainText('By phone')

  // Somebody else takes the time before anybody has decided.
  await expect.poll(() => atCentre(here().clinic, `select 1 from appointment_requests where reason = 'Has an exam'`)).toHaveLength(1)
  await atCentre(here().clinic, `insert into appointments (id, clinic_id, created_at, location_id, operatory_id, dentist_id, patient_id, starts_at, ends_at, status, flow, allows_overlap, notes, updated_at)
    select gen_random_uuid(), r.clinic_id, now(), r.location_id, r.operatory_id, r.dentist_id, (select id from patients p where not exists (select 1 from appointments a where a.patient_id = p.id and a.starts_at < r.ends_at and a.ends_at > r.starts_at) and p.id <> r.patient_id limit 1), r.starts_at, r.ends_at, 'pending', 'none', false, '', now()
    from appointment_requests r where reason = 'Has an exam'`)
  await expect(row).toContainText('Taken since')
  await row.getByRole('button', { name: /^Approve/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'already booked' })).toBeVisible()
  await expect(row).toContainText('Open')
  const [before] = await atCentre(here().clinic, 'select * from appointments where id = $1', [wanted!.id])
  await row.getByRole('button', { name: /^Decline/ }).click()
  await expect(row).toContainText('Declined by Maria Santos')
  expect(await atCentre(here().clinic, 'select * from appointments where id = $1', [wanted!.id])).toEqual([before])

  // Approving to cancel keeps the appointment on record, offline too.
  const cancel = table.getByRole('row').filter({ hasText: 'Is out of town' })
  here().front.cable.cut()
  await expect(maria.pill).toHaveAccessibleName(/Offline/)
  await cancel.getByRole('button', { name: /^Approve/ }).focus()
  await page.keyboard.press('Enter')
  await expect(cancel).toContainText('Approved by Maria Santos')
  here().front.cable.heal()
  await expect.poll(() => atCentre(here().clinic, `select a.status, a.cancel_reason from appointment_requests r join appointments a on a.id = r.appointment_id where r.reason = 'Is out of town'`)).toEqual([{ status: 'cancelled', cancel_reason: 'Is out of town' }])
})
