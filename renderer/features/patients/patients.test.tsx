import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import type { PatientHit, PatientPage } from '../../../shared/protocol/views.ts'
import { useRoute } from '../../app/route.ts'
import { openScreen, writesOf } from '../testing/open.tsx'
import { PATIENT, sampleId, samplePage, samplePatient, sampleVisit } from '../testing/samples.ts'
import { PatientScreen, PatientsScreen } from './index.tsx'
import { forgetDrafts } from './use-details.ts'

beforeEach(forgetDrafts)
afterEach(cleanup)

const alert = (patch: Partial<PatientPage['alerts'][number]> = {}): PatientPage['alerts'][number] => ({
  id: sampleId(50), clinic_id: sampleId(1), created_at: '2026-01-05T01:00:00.000Z', patient_id: PATIENT, kind: 'allergy', severity: 'critical', label: 'Penicillin, hives', created_by: null, ended_at: null, ended_by: null, ...patch,
})

async function openPatient(page: PatientPage, tab = 'overview', permissions?: Parameters<typeof openScreen>[2]) {
  const shown = { page }
  const host = openScreen(<PatientScreen patientId={PATIENT} tab={tab} />, { 'patients.page': () => shown.page }, permissions)
  await screen.findByRole('heading', { level: 1, name: page.name })
  return { host, change: (next: PatientPage) => {
    shown.page = next
    act(() => host.emit({ event: 'changed', tables: ['patients'] }))
  } }
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
const type = (label: string, value: string) => fireEvent.change(field(label), { target: { value } })

describe('the head of a patient record', () => {
  it('names the patient, the facts and the balance', async () => {
    await openPatient(samplePage({ balanceCentavos: 150_000 }))
    expect(screen.getByRole('list', { name: 'About the patient' }).textContent).toBe('36 yearsFemaleChart C-1000917 123 4567')
    expect(screen.getByRole('group', { name: 'Balance' }).textContent).toContain('₱1,500.00')
  })

  it('hides balance and billing at a desk that does not show them', async () => {
    await openPatient(samplePage({ balanceCentavos: null }))
    expect(screen.queryByRole('group', { name: 'Balance' })).toBeNull()
    expect(screen.queryByRole('tab', { name: 'Billing' })).toBeNull()
  })

  it('shows standing alerts in words, loudest first, and not those that ended', async () => {
    await openPatient(samplePage({ alerts: [alert({ id: sampleId(51), severity: 'info', label: 'Prefers mornings' }), alert(), alert({ id: sampleId(52), label: 'Latex', ended_at: '2026-02-01T00:00:00.000Z' })] }))
    const text = screen.getByRole('region', { name: 'Medical alerts' }).textContent ?? ''
    expect(text).toContain('Critical: Penicillin, hives')
    expect(text.indexOf('Penicillin')).toBeLessThan(text.indexOf('Prefers mornings'))
    expect(text).not.toContain('Latex')
  })

  it('adds an alert', async () => {
    const { host } = await openPatient(samplePage())
    fireEvent.click(screen.getByRole('button', { name: 'Add alert' }))
    const dialog = within(await screen.findByRole('dialog'))
    fireEvent.change(dialog.getByLabelText(/What the alert says/), { target: { value: 'Latex' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Add alert' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'alert.add', input: { patientId: PATIENT, kind: 'allergy', severity: 'critical', label: 'Latex' } }]))
  })

  it('asks before an alert is ended', async () => {
    const { host } = await openPatient(samplePage({ alerts: [alert()] }))
    fireEvent.click(screen.getByRole('button', { name: 'End alert Penicillin, hives' }))
    expect(writesOf(host)).toHaveLength(0)
    fireEvent.click(await screen.findByRole('button', { name: 'End alert' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'alert.end', input: { id: sampleId(50) } }]))
  })

  it('lists coming and past visits with their state in words', async () => {
    await openPatient(samplePage({ visits: [sampleVisit({ status: 'missed' }), sampleVisit({ id: sampleId(201), starts_at: '2999-01-05T01:00:00.000Z', ends_at: '2999-01-05T01:30:00.000Z' })] }))
    expect(screen.getByRole('region', { name: 'Past visits' }).textContent).toContain('Missed')
    expect(screen.getByRole('region', { name: 'Coming visits' }).textContent).toContain('Sat 5 Jan 2999, 9:00 AM')
  })

  it('says so when the patient is not known here', async () => {
    openScreen(<PatientScreen patientId={PATIENT} />, { 'patients.page': () => null })
    expect(await screen.findByText(/not known at this desk/)).toBeTruthy()
  })
})

describe('the edit form', () => {
  it('sends only the changed fields, each with what was seen', async () => {
    const { host } = await openPatient(samplePage(), 'details')
    type('Phone', '0999 000 1111')
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(writesOf(host)).toEqual([{ name: 'patient.edit', input: { id: PATIENT, changes: [{ field: 'phone', from: '0917 123 4567', to: '0999 000 1111' }] } }]))
  })

  it('saves with Ctrl+S', async () => {
    const { host } = await openPatient(samplePage(), 'details')
    type('City or municipality', 'Manila')
    fireEvent.keyDown(document.body, { key: 's', ctrlKey: true })
    await waitFor(() => expect(writesOf(host)).toHaveLength(1))
  })

  it('says beside the field what is wrong, and saves nothing', async () => {
    const { host } = await openPatient(samplePage(), 'details')
    type('E-mail', 'ana@')
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    expect(await screen.findByText('That is not an e-mail address.')).toBeTruthy()
    expect(writesOf(host)).toHaveLength(0)
  })

  it('keeps what was typed when another desk changes the same field, and says so', async () => {
    const { host, change } = await openPatient(samplePage(), 'details')
    type('Phone', '0999')
    change(samplePage({ patient: samplePatient({ phone: '0888', city: 'Manila' }) }))
    expect(await screen.findByText(/Changed at another desk while you were typing: Phone/)).toBeTruthy()
    expect(field('Phone').value).toBe('0999')
    expect(field('City or municipality').value).toBe('Manila')
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(writesOf(host)[0]?.input.changes).toEqual([{ field: 'phone', from: '0917 123 4567', to: '0999' }]))
  })

  it('takes over the value of the other desk on request', async () => {
    const { change } = await openPatient(samplePage(), 'details')
    type('Phone', '0999')
    change(samplePage({ patient: samplePatient({ phone: '0888' }) }))
    fireEvent.click(await screen.findByRole('button', { name: 'Use theirs for Phone' }))
    expect(field('Phone').value).toBe('0888')
    expect(screen.getByText('No changes to save')).toBeTruthy()
  })

  it('keeps unsaved edits for when the person comes back, and leads back to them', async () => {
    await openPatient(samplePage(), 'details')
    type('Phone', '0999')
    expect(screen.getByRole('tab', { name: 'Details (not saved)' })).toBeTruthy()
    cleanup()
    await openPatient(samplePage(), 'details')
    expect(field('Phone').value).toBe('0999')
    expect(screen.getByText('1 change not saved')).toBeTruthy()
  })

  it('can be read but not changed by who may not write patients', async () => {
    await openPatient(samplePage(), 'details', { permissions: ['chart.write'] })
    expect(screen.getByText('You may look at these details but not change them.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Save changes' })).toBeNull()
  })
})

describe('the details', () => {
  it('tell beside the field what looks odd, and save it all the same', async () => {
    const { host } = await openPatient(samplePage(), 'details')
    type('Phone', '0917 55')
    type('Senior citizen ID', 'QC-1234')
    expect(screen.getByText('Too short or too long for a phone number. It is kept as typed.')).toBeTruthy()
    expect(screen.getByText(/^Younger than 60|^Fill in the birth date/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(writesOf(host)[0]?.input.changes).toHaveLength(2))
  })

  it('archive the record and bring it back', async () => {
    const { host, change } = await openPatient(samplePage(), 'details')
    fireEvent.click(screen.getByRole('button', { name: 'Archive' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'patient.archive', input: { id: PATIENT } }]))
    change(samplePage({ standing: 'archived', patient: samplePatient({ archived_at: '2026-11-20T00:00:00.000Z' }) }))
    fireEvent.click(await screen.findByRole('button', { name: 'Bring back' }))
    await waitFor(() => expect(writesOf(host)[1]).toMatchObject({ name: 'patient.restore' }))
  })

  it('lead to a relative in one step, from the head and from the list', async () => {
    const link = { id: sampleId(80), patientId: sampleId(61), name: 'Reyes, Ana', phone: '', relation: 'guarantor', note: '' } as const
    const { host } = await openPatient(samplePage({ links: [link] }), 'details')
    const [head, list] = screen.getAllByRole('button', { name: 'Open Reyes, Ana' })
    fireEvent.click(head!)
    expect(useRoute.getState().route).toEqual({ screen: 'patient', patientId: sampleId(61) })
    expect(list!.closest('li')!.textContent).toContain('Guarantor')
    fireEvent.click(screen.getByRole('button', { name: 'End the link with Reyes, Ana' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'link.end', input: { id: link.id, patientId: PATIENT } }]))
  })

  it('ask before a merge is undone', async () => {
    const { host } = await openPatient(samplePage({ merged: [{ mergeId: sampleId(70), patientId: sampleId(61), name: 'Reyes, Ana', chartNumber: '', mergedAt: '2026-11-20T00:00:00.000Z', byName: null, reason: 'Twice' }] }), 'details')
    fireEvent.click(screen.getByRole('button', { name: 'Undo merge: Reyes, Ana' }))
    expect(writesOf(host)).toHaveLength(0)
    fireEvent.click(await screen.findByRole('button', { name: 'Undo merge' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'patient.unmerge', input: { id: sampleId(70), patientId: PATIENT } }]))
  })
})

describe('the list of patients', () => {
  const hit = (number: number, patch: Partial<PatientHit> = {}): PatientHit => ({ id: sampleId(number), name: `Patient ${number}`, birthDate: null, age: null, phone: '', chartNumber: '', lastVisit: null, alerts: [], balanceCentavos: null, standing: 'active', hasPhoto: false, ...patch })

  it('asks the host with the text that was typed', async () => {
    const host = openScreen(<PatientsScreen />, { 'patients.search': ({ text }) => (text === '' ? [hit(60), hit(61)] : [hit(62, { name: 'Muñoz, Ana', alerts: ['Latex'] })]) })
    expect(await screen.findByText('2 patients')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Filter patients'), { target: { value: 'munoz' } })
    fireEvent.click(await screen.findByRole('button', { name: 'Muñoz, Ana. Medical alerts: Latex' }))
    expect(host.inputsOf('patients.search').map((input) => input.text)).toEqual(['', 'munoz'])
    expect(useRoute.getState().route).toEqual({ screen: 'patient', patientId: sampleId(62) })
  })

  it('shows who is archived on request, with the standing in words', async () => {
    const host = openScreen(<PatientsScreen />, { 'patients.search': ({ archived }) => (archived ? [hit(60), hit(61, { standing: 'archived' })] : [hit(60)]) })
    expect(await screen.findByText('1 patient')).toBeTruthy()
    fireEvent.click(screen.getByLabelText('With archived'))
    expect(await screen.findByText('2 patients')).toBeTruthy()
    expect(screen.getByText('Archived')).toBeTruthy()
    expect(host.inputsOf('patients.search')).toMatchObject([{}, { archived: true }])
  })

  it('offers to register whoever was not found', async () => {
    openScreen(<PatientsScreen />, { 'patients.search': () => [] })
    expect(await screen.findByText('No patients yet. Register the first one.')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('Filter patients'), { target: { value: 'Lim' } })
    fireEvent.click(await screen.findByRole('button', { name: 'Register Lim' }))
    expect(await screen.findByRole('dialog')).toBeTruthy()
  })

  it('offers to try again when the answer failed', async () => {
    openScreen(<PatientsScreen />, { 'patients.search': () => Promise.reject(Object.assign(new Error('The disk is full.'), { kind: 'disk_full' })) })
    expect(await screen.findByText('The disk is full.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })
})
