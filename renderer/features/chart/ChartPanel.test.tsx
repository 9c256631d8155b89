import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { zoneOf } from '../../../shared/domain/surfaces.ts'
import type { Permission } from '../../../shared/mutators/mutator.ts'
import type { ChartEntry } from '../../../shared/protocol/views.ts'
import { openScreen, writesOf } from '../testing/open.tsx'
import { PATIENT, sampleEntry, sampleId, sampleService } from '../testing/samples.ts'
import { ChartPanel } from './index.tsx'

afterEach(cleanup)

interface Setup {
  entries?: ChartEntry[]
  permissions?: readonly Permission[]
  /** Makes the host refuse every write. */
  refuse?: string
}

async function open({ entries = [], ...options }: Setup = {}) {
  const host = openScreen(<ChartPanel patientId={PATIENT} visits={[]} age={36} />, { 'chart.view': () => ({ patientId: PATIENT, entries }) }, options)
  await screen.findByLabelText('Tooth chart')
  return host
}

const chart = () => within(screen.getByLabelText('Tooth chart'))
// By label, because computing the roles of 312 buttons takes jsdom a second each time.
const surface = (name: string) => chart().getByLabelText(name, { selector: '[role="button"]' })
const press = (name: string) => fireEvent.click(screen.getByText(name, { selector: 'button *, button' }))
const writes = writesOf

/** Middle of a zone's outline across the screen, from its path. */
function middleX(button: HTMLElement): number {
  const points = [...(button.querySelector('path')?.getAttribute('d') ?? '').matchAll(/([\d.]+) [\d.]+/g)].map((match) => Number(match[1]))
  return points.reduce((sum, x) => sum + x, 0) / points.length
}

describe('the tooth chart', () => {
  it('shows all 52 teeth with five named surfaces each', async () => {
    await open()
    expect(chart().getAllByRole('button')).toHaveLength(52 * 6)
    for (const name of ['Tooth 16', 'Tooth 16 mesial', 'Tooth 16 occlusal', 'Tooth 16 palatal', 'Tooth 11 incisal', 'Tooth 85 lingual']) expect(surface(name)).toBeTruthy()
  })

  it.each([['16', 'distal', 'mesial'], ['53', 'distal', 'mesial'], ['26', 'mesial', 'distal'], ['63', 'mesial', 'distal'], ['36', 'mesial', 'distal'], ['75', 'mesial', 'distal'], ['46', 'distal', 'mesial'], ['85', 'distal', 'mesial']])(
    'draws tooth %s with %s on the left and %s on the right, so that mesial faces the midline',
    async (tooth, left, right) => {
      await open()
      expect(middleX(surface(`Tooth ${tooth} ${left}`))).toBeLessThan(middleX(surface(`Tooth ${tooth} ${right}`)))
    },
  )

  it('puts the facial side of upper teeth on top and of lower teeth below', () => {
    expect([zoneOf('16', 'B'), zoneOf('46', 'B'), zoneOf('11', 'F'), zoneOf('31', 'F')]).toEqual(['top', 'bottom', 'top', 'bottom'])
  })

  it('charts the clicked surface at once, before the host has answered', async () => {
    const host = await open()
    press('Caries')
    fireEvent.click(surface('Tooth 16 mesial'))
    expect(surface('Tooth 16 mesial, caries')).toBeTruthy()
    expect(writes(host)[0]).toMatchObject({ name: 'chart.record', input: { patientId: PATIENT, tooth: '16', surfaces: 'M', finding: 'caries', layer: 'condition' } })
  })

  it('charts a crown on the whole tooth, on the chosen layer', async () => {
    const host = await open()
    press('Crown')
    fireEvent.click(screen.getByRole('radio', { name: 'Planned' }))
    fireEvent.click(surface('Tooth 36 occlusal'))
    expect(surface('Tooth 36, planned crown')).toBeTruthy()
    expect(writes(host)[0]?.input).toMatchObject({ tooth: '36', surfaces: '', finding: 'crown', layer: 'planned' })
  })

  it('asks for a surface when a tooth is clicked with caries', async () => {
    const host = await open()
    press('Caries')
    fireEvent.click(surface('Tooth 16'))
    expect(screen.getByText('Caries is charted on surfaces. Click the surface.')).toBeTruthy()
    expect(writes(host)).toHaveLength(0)
  })

  it('does not chart the same finding on the same surface twice', async () => {
    const host = await open({ entries: [sampleEntry()] })
    press('Caries')
    fireEvent.click(surface('Tooth 16 mesial, caries'))
    expect(writes(host)).toHaveLength(0)
    expect(screen.getByText('Tooth 16 mesial shows Caries already.')).toBeTruthy()
  })

  it('takes the last entry back with Ctrl+Z', async () => {
    const host = await open()
    press('Caries')
    fireEvent.click(surface('Tooth 26 distal'))
    fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })
    expect(surface('Tooth 26 distal')).toBeTruthy()
    const [recorded, voided] = writes(host)
    expect(voided).toMatchObject({ name: 'chart.void', input: { entryId: recorded?.input.id } })
  })

  it('brings an erased entry back with undo', async () => {
    const host = await open({ entries: [sampleEntry()] })
    press('Eraser')
    fireEvent.click(surface('Tooth 16 mesial, caries'))
    expect(surface('Tooth 16 mesial')).toBeTruthy()
    fireEvent.click(screen.getByLabelText('Undo'))
    expect(surface('Tooth 16 mesial, caries')).toBeTruthy()
    expect(writes(host).map((write) => write.name)).toEqual(['chart.void', 'chart.record'])
  })

  it('leaves a charged treatment to billing', async () => {
    const host = await open({ entries: [sampleEntry({ layer: 'completed', finding: 'filling_composite', service_id: sampleService().id })] })
    press('Eraser')
    fireEvent.click(surface('Tooth 16 mesial, completed composite filling'))
    expect(screen.getByText('This treatment was charged; it is taken back in billing.')).toBeTruthy()
    expect(writes(host)).toHaveLength(0)
  })

  it('takes the paint off again when the host refuses', async () => {
    await open({ refuse: 'The patient record was withdrawn.' })
    press('Caries')
    fireEvent.click(surface('Tooth 16 mesial'))
    await waitFor(() => expect(surface('Tooth 16 mesial')).toBeTruthy())
    expect(await screen.findByText('The patient record was withdrawn.')).toBeTruthy()
  })

  it('charts what is typed and says what is wrong with what cannot be charted', async () => {
    const host = await open()
    const line = screen.getByLabelText('Chart by typing', { selector: 'input' })
    fireEvent.change(line, { target: { value: '16 mod amalgam' } })
    fireEvent.keyDown(line, { key: 'Enter' })
    expect(writes(host)[0]?.input).toMatchObject({ tooth: '16', surfaces: 'MOD', finding: 'filling_amalgam', layer: 'existing' })
    fireEvent.change(line, { target: { value: '19 o caries' } })
    fireEvent.keyDown(line, { key: 'Enter' })
    expect(screen.getByText(/“19” is not a tooth/)).toBeTruthy()
  })

  it('moves between teeth and surfaces with the arrow keys and charts with a letter', async () => {
    const host = await open()
    press('Caries')
    surface('Tooth 16').focus()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowRight' })
    expect(document.activeElement).toBe(surface('Tooth 15'))
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Enter' })
    expect(document.activeElement).toBe(surface('Tooth 15 occlusal'))
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowRight' })
    expect(document.activeElement).toBe(surface('Tooth 15 mesial'))
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'd' })
    expect(writes(host)[0]?.input).toMatchObject({ tooth: '15', surfaces: 'D' })
    expect(surface('Tooth 15 distal, caries')).toBeTruthy()
  })

  it('shows an earlier day without later entries and without charting', async () => {
    const host = await open({ entries: [sampleEntry(), sampleEntry({ id: sampleId(101), tooth: '26', effective_date: '2026-03-01' })] })
    press('Caries')
    fireEvent.change(screen.getByLabelText('As of'), { target: { value: '0' } })
    expect(surface('Tooth 16 mesial, caries')).toBeTruthy()
    fireEvent.click(surface('Tooth 26 mesial'))
    expect(writes(host)).toHaveLength(0)
    expect(screen.getByText('Shown as on 5 Jan 2026. Return to today to chart.')).toBeTruthy()
  })

  it('keeps what was taken back in the history, struck through', async () => {
    await open({ entries: [sampleEntry({ isVoided: true }), sampleEntry({ id: sampleId(101), voids_entry_id: sampleId(100) })] })
    const rows = within(screen.getByRole('table', { name: 'History' })).getAllByRole('row')
    expect(rows).toHaveLength(2)
    expect(rows[1]?.textContent).toContain('Taken back')
  })

  it('offers no tools to who may not chart', async () => {
    await open({ permissions: ['billing.read'] })
    await screen.findByText('You may look at the chart but not change it.')
    expect(screen.queryByRole('toolbar', { name: 'Findings' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Complete a service' })).toBeNull()
  })
})

describe('completing a service', () => {
  it('charges the listed price for the marked surfaces of the selected tooth', async () => {
    const host = await open({ entries: [sampleEntry({ surfaces: 'MO' })] })
    fireEvent.click(surface('Tooth 16'))
    press('Complete a service')
    const dialog = within(await screen.findByRole('dialog'))
    fireEvent.click(dialog.getByLabelText(/^Service/, { selector: 'input' }))
    fireEvent.click(await screen.findByText('Composite filling, ₱1,500.00'))
    expect(dialog.getByLabelText<HTMLInputElement>(/^Tooth/).value).toBe('16')
    fireEvent.click(dialog.getByRole('button', { name: 'Complete and charge' }))
    await waitFor(() => expect(writes(host)).toHaveLength(1))
    expect(writes(host)[0]).toMatchObject({ name: 'treatment.complete', input: { tooth: '16', surfaces: 'MO', priceCentavos: 150_000, appointmentId: null } })
    expect(await screen.findByText('₱1,500.00 charged')).toBeTruthy()
  })

  it('waits until the critical alerts were read, and names those that were shown', async () => {
    const alert = { id: sampleId(60), clinic_id: sampleId(1), created_at: '2026-01-05T01:00:00.000Z', patient_id: PATIENT, kind: 'allergy', severity: 'critical', label: 'Latex, swelling', created_by: null, ended_at: null, ended_by: null } as const
    const host = await open({ entries: [sampleEntry({ surfaces: 'MO' })] })
    host.script['patients.alerts'] = () => [alert, { ...alert, id: sampleId(61), severity: 'caution', label: 'Asthma' }]
    fireEvent.click(surface('Tooth 16'))
    press('Complete a service')
    const dialog = within(await screen.findByRole('dialog'))
    expect((await dialog.findByLabelText('Medical alerts')).textContent).toBe('Critical: Latex, swellingCaution: Asthma')
    fireEvent.click(dialog.getByLabelText(/^Service/, { selector: 'input' }))
    fireEvent.click(await screen.findByText('Composite filling, ₱1,500.00'))
    fireEvent.click(dialog.getByRole('button', { name: 'Complete and charge' }))
    expect(await dialog.findByText('Read the critical alerts above, then tick this.')).toBeTruthy()
    expect(writes(host)).toHaveLength(0)
    fireEvent.click(dialog.getByLabelText('I have read the critical alerts'))
    fireEvent.click(dialog.getByRole('button', { name: 'Complete and charge' }))
    await waitFor(() => expect(writes(host)).toMatchObject([{ name: 'treatment.complete', input: { seenAlertIds: [sampleId(60)] } }]))
  })

  it('says what is missing beside the fields', async () => {
    const host = await open()
    press('Complete a service')
    const dialog = within(await screen.findByRole('dialog'))
    fireEvent.click(dialog.getByRole('button', { name: 'Complete and charge' }))
    expect(dialog.getByText('Choose the service.')).toBeTruthy()
    expect(writes(host)).toHaveLength(0)
  })
})
