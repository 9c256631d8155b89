import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { hit, id, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { focusSearch, SearchBox } from './index.tsx'

let stop: () => void = () => undefined

function open() {
  const host = new MemoryHost({
    'session.state': () => signedIn(),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => reference(),
    'patients.search': ({ text }) => (text.startsWith('cruz') ? [hit(1, { name: 'Dela Cruz, Ana', alerts: ['Latex'], lastVisit: '2026-10-02' }), hit(2, { name: 'Cruz, Ben' })] : []),
    'patients.similar': ({ card }) => (card.last_name === 'Twin' ? [{ patient: hit(9, { name: 'Twin, Ana' }), agrees: ['birth_date'] }] : []),
    mutate: ({ input }) => ({ mutationId: id('4', 1), input }),
  })
  stop = renderScreen(<SearchBox />, host).stop
  focusSearch()
  return { host, box: screen.getByRole('combobox', { name: 'Find a patient' }) }
}
const option = (name: RegExp) => screen.findByRole('option', { name, hidden: true })
const settled = () => waitFor(() => expect(screen.getByRole('listbox', { hidden: true }).getAttribute('aria-busy')).toBe('false'))

afterEach(() => {
  cleanup()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
})

describe('the search box', () => {
  it('shows name, age, phone, last visit and alerts, and opens the chosen patient by arrows and Enter', async () => {
    const { box } = open()
    expect(document.activeElement).toBe(box)
    fireEvent.change(box, { target: { value: 'cruz' } })
    const first = await option(/Dela Cruz, Ana/)
    expect(first.textContent).toMatch(/41 years · 0917 555 0101.*Last visit 2 Oct 2026/)
    expect(first.querySelector('[aria-label="Medical alerts: Latex"]')).not.toBeNull()
    await settled()
    fireEvent.keyDown(box, { key: 'ArrowDown' })
    expect(box.getAttribute('aria-activedescendant')).toBe((await option(/Cruz, Ben/)).id)
    fireEvent.keyDown(box, { key: 'Enter' })
    expect(useRoute.getState().route).toEqual({ screen: 'patient', patientId: id('7', 2) })
    expect(document.activeElement).toBe(box)
  })

  it('asks at the first key, and for what is typed until the answer comes only once', async () => {
    const { host, box } = open()
    // What was asked before the line stands is asked again.
    await waitFor(() => expect(useLive.getState().connected).toBe(true))
    for (const value of ['c', 'cr', 'cru', 'cruz']) fireEvent.change(box, { target: { value } })
    await option(/Dela Cruz, Ana/)
    expect(host.inputsOf('patients.search').map((input) => input.text)).toEqual(['c', 'cruz'])
  })

  it('does not take somebody of an earlier answer when Enter is quicker than the search', async () => {
    const { host, box } = open()
    fireEvent.change(box, { target: { value: 'cruz' } })
    await option(/Dela Cruz, Ana/)
    host.script['patients.search'] = () => new Promise(() => undefined)
    fireEvent.change(box, { target: { value: 'santos' } })
    fireEvent.keyDown(box, { key: 'Enter' })
    expect(useRoute.getState().route).toEqual({ screen: 'day' })
  })

  it('closes with Escape and keeps what was typed', async () => {
    const { box } = open()
    fireEvent.change(box, { target: { value: 'cruz' } })
    await option(/Dela Cruz, Ana/)
    fireEvent.keyDown(box, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('listbox', { hidden: true })).toBeNull())
    expect((box as HTMLInputElement).value).toBe('cruz')
  })

  it('registers a text that nobody matches as a new patient, and opens the record', async () => {
    const { host, box } = open()
    fireEvent.change(box, { target: { value: 'nora peña' } })
    await option(/Register “nora peña” as new patient/)
    await settled()
    fireEvent.keyDown(box, { key: 'Enter' })
    const form = await screen.findByRole('form', { name: 'Register a new patient' })
    expect((screen.getByLabelText(/Family name/) as HTMLInputElement).value).toBe('Peña')
    fireEvent.change(screen.getByLabelText('Birth date'), { target: { value: '4 mar 1985' } })
    fireEvent.submit(form)
    await waitFor(() => expect(host.inputsOf('mutate')).toHaveLength(1))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ name: 'patient.create', input: { last_name: 'Peña', first_name: 'Nora', birth_date: '1985-03-04' } })
    await vi.waitFor(() => expect(useRoute.getState().route.screen).toBe('patient'))
  })

  it('asks why a look-alike is somebody else, and keeps the reason', async () => {
    const { host, box } = open()
    fireEvent.change(box, { target: { value: 'twin, nora' } })
    await option(/Register/)
    await settled()
    fireEvent.keyDown(box, { key: 'Enter' })
    const form = await screen.findByRole('form', { name: 'Register a new patient' })
    fireEvent.change(screen.getByLabelText('Birth date'), { target: { value: '4 mar 1985' } })
    const reason = await screen.findByLabelText(/Why is this somebody else/)
    fireEvent.submit(form)
    await screen.findByText('Say why, or use the record that is there.')
    expect(host.inputsOf('mutate')).toHaveLength(0)
    fireEvent.change(reason, { target: { value: 'Twin sister' } })
    fireEvent.submit(form)
    await waitFor(() => expect(host.inputsOf('mutate')[0]).toMatchObject({ input: { notSameAs: [id('7', 9)], notSameReason: 'Twin sister' } }))
  })

  it('does not register somebody without a family name or born tomorrow', async () => {
    const { host, box } = open()
    fireEvent.change(box, { target: { value: 'nora peña' } })
    await option(/Register/)
    await settled()
    fireEvent.keyDown(box, { key: 'Enter' })
    const form = await screen.findByRole('form', { name: 'Register a new patient' })
    fireEvent.change(screen.getByLabelText(/Family name/), { target: { value: ' ' } })
    fireEvent.change(screen.getByLabelText('Birth date'), { target: { value: '2199-01-01' } })
    fireEvent.submit(form)
    await screen.findByText('The family name is missing.')
    expect(screen.getByText('That day is still to come.')).toBeDefined()
    expect(host.inputsOf('mutate')).toHaveLength(0)
  })
})
