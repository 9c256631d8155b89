import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MutationInput, MutatorName } from '../../../shared/mutators/index.ts'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { appointment, CHAIR_1, CHAIR_2, DATE, dayView, hit, id, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { undoLast } from '../../ui/undo.tsx'
import { useBooking } from './booking/store.ts'
import { useDay } from './day-store.ts'
import { DayScreen, ScheduleOverlays } from './index.tsx'

let stop: () => void = () => undefined

function openDay(appointments: DayAppointment[], options: { permissions?: Parameters<typeof signedIn>[0]; empty?: boolean } = {}) {
  const clinic = options.empty ? { ...reference(), operatories: [], dentists: [], people: [], services: [] } : reference()
  const host = new MemoryHost({
    'session.state': () => signedIn(options.permissions),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => clinic,
    'schedule.day': ({ date }) => dayView(appointments, { date }),
    'patients.search': ({ text }) => (text.startsWith('pat') ? [hit(5), hit(6)] : []),
    'schedule.freeSlots': () => [],
    mutate: ({ input }) => ({ mutationId: id('4', 1), input }),
  })
  const rendered = renderScreen(<><DayScreen date={DATE} /><ScheduleOverlays /></>, host)
  stop = rendered.stop
  return host
}

function written<N extends MutatorName>(host: MemoryHost, name: N): MutationInput<N>[] {
  return host.inputsOf('mutate').flatMap((one) => (one.name === name ? [one.input as MutationInput<N>] : []))
}
const cell = (name: string) => screen.findByRole('gridcell', { name })
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })

beforeEach(() => {
  // Only the date stands still, at 10:00 of the fixture day: timers run as always.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T02:00:00.000Z') })
  useDay.setState({ cursor: null, selectedId: null, withCancelled: false })
  useBooking.setState({ request: null })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
})

describe('booking by keyboard', () => {
  it('walks to a free slot, finds the patient by typing, and books with Enter alone', async () => {
    const host = openDay([appointment(1, 540, 30)])
    ;(await cell('Chair 1, 9:00 AM, Patient 1')).focus()
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown']) press(key)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chair 2, 10:00 AM, free')
    press('Enter')

    const dialog = await screen.findByRole('dialog')
    const patient = within(dialog).getByRole('combobox', { name: 'Patient' })
    await waitFor(() => expect(document.activeElement).toBe(patient))
    fireEvent.change(patient, { target: { value: 'pat' } })
    // Hidden only here: without a layout the list cannot be placed.
    await screen.findByRole('option', { name: /Patient 6/, hidden: true })
    await waitFor(() => expect(screen.getByRole('listbox', { hidden: true }).getAttribute('aria-busy')).toBe('false'))
    press('ArrowDown')
    press('Enter')

    const service = within(dialog).getByLabelText('Service')
    await waitFor(() => expect(document.activeElement).toBe(service))
    fireEvent.change(service, { target: { value: reference().services[0]!.id } })
    fireEvent.submit(service.closest('form')!)

    await waitFor(() => expect(written(host, 'appointment.book')).toHaveLength(1))
    expect(written(host, 'appointment.book')[0]).toMatchObject({ patientId: id('7', 6), operatoryId: CHAIR_2, startsAt: '2026-11-20T02:00:00.000Z', endsAt: '2026-11-20T03:00:00.000Z' })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('says what is in the way before anything is sent', async () => {
    openDay([appointment(1, 540, 30)])
    fireEvent.click(await cell('Chair 2, 9:00 AM, free'))
    const dialog = await screen.findByRole('dialog')
    fireEvent.change(within(dialog).getByLabelText('Chair'), { target: { value: CHAIR_1 } })
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The chair is already booked at that time: Patient 1, 9:00 AM.')
    await within(dialog).findByText('No free time was found in the next days.')
  })

  it('does not book for somebody who may not', async () => {
    openDay([], { permissions: [] })
    fireEvent.click(await cell('Chair 1, 9:00 AM, free'))
    expect(useBooking.getState().request).toBeNull()
    expect(screen.queryByRole('button', { name: 'Book' })).toBeNull()
  })
})

describe('an appointment', () => {
  it('is moved by M, arrows and Enter, and stands there before the host has answered', async () => {
    const host = openDay([appointment(1, 540, 30)])
    host.script.mutate = () => new Promise(() => undefined)
    const block = await screen.findByRole('button', { name: /^Patient 1, 9:00 AM/ })
    block.focus()
    for (const key of ['m', 'ArrowDown', 'ArrowRight']) fireEvent.keyDown(block, { key })
    fireEvent.keyDown(block, { key: 'ArrowDown', shiftKey: true })
    fireEvent.keyDown(block, { key: 'Enter' })
    await waitFor(() => expect(written(host, 'appointment.move')).toHaveLength(1))
    expect(written(host, 'appointment.move')[0]).toMatchObject({ operatoryId: CHAIR_2, startsAt: '2026-11-20T01:30:00.000Z', endsAt: '2026-11-20T02:30:00.000Z' })
    expect(screen.getByRole('button', { name: /^Patient 1, 9:30 AM to 10:30 AM/ })).toBeDefined()
  })

  it('stays where it was when Escape ends the move or the place is taken', async () => {
    const host = openDay([appointment(1, 540, 30), appointment(2, 570, 30)])
    const block = await screen.findByRole('button', { name: /^Patient 1/ })
    block.focus()
    for (const key of ['m', 'ArrowRight', 'Escape']) fireEvent.keyDown(block, { key })
    for (const key of ['m', 'ArrowDown', 'Enter']) fireEvent.keyDown(block, { key })
    await screen.findByText(/The chair is already booked at that time: Patient 2, 9:30 AM. It stays where it was./)
    expect(written(host, 'appointment.move')).toHaveLength(0)
  })

  it('is moved back by undo', async () => {
    const host = openDay([appointment(1, 540, 30)])
    const block = await screen.findByRole('button', { name: /^Patient 1/ })
    block.focus()
    for (const key of ['m', 'ArrowRight', 'Enter']) fireEvent.keyDown(block, { key })
    await screen.findByText(/^Moved: Patient 1/)
    undoLast()
    await waitFor(() => expect(written(host, 'appointment.move')).toHaveLength(2))
    expect(written(host, 'appointment.move')[1]).toMatchObject({ operatoryId: CHAIR_1, startsAt: '2026-11-20T01:00:00.000Z' })
  })

  it('says its state in words and offers the next step', async () => {
    const host = openDay([appointment(1, 540, 30, { alerts: ['Penicillin'], isNewPatient: true, isWaiting: true })])
    const block = await screen.findByRole('button', { name: /^Patient 1/ })
    expect(block.firstChild?.textContent).toMatch(/To confirm, Chair 1, Dr. Reyes, New patient, Medical alerts: Penicillin, Saved on this PC, not sent yet$/)
    fireEvent.click(block)
    const panel = await screen.findByRole('complementary', { name: 'Appointment' })
    fireEvent.click(within(panel).getByRole('button', { name: 'Confirm' }))
    await waitFor(() => expect(written(host, 'appointment.confirm')).toEqual([{ id: id('8', 1) }]))
  })

  it('takes a confirmation back by undo', async () => {
    const host = openDay([appointment(1, 540, 30)])
    fireEvent.click(await screen.findByRole('button', { name: /^Patient 1/ }))
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(written(host, 'appointment.unconfirm')).toEqual([{ id: id('8', 1) }]))
  })

  it('is cancelled with a reason, and missed is told apart', async () => {
    const host = openDay([appointment(1, 540, 30)])
    fireEvent.click(await screen.findByRole('button', { name: /^Patient 1/ }))
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    fireEvent.click(await screen.findByLabelText('The patient did not come (missed)'))
    fireEvent.click(screen.getByRole('button', { name: 'Cancel appointment' }))
    await waitFor(() => expect(written(host, 'appointment.cancel')).toEqual([{ id: id('8', 1), missed: true, reason: '' }]))
  })
})

describe('the day', () => {
  it('shows a change of another desk without being asked again', async () => {
    const appointments = [appointment(1, 540, 30)]
    const host = openDay(appointments)
    await screen.findByRole('button', { name: /^Patient 1/ })
    host.script['schedule.day'] = () => dayView([...appointments, appointment(2, 600, 30)])
    host.emit({ event: 'changed', tables: ['appointments'] })
    expect(await screen.findByRole('button', { name: /^Patient 2/ })).toBeDefined()
  })

  it('goes to the next day and back to today by keys, and leaves the arrows to the grid inside it', async () => {
    openDay([])
    const first = await cell('Chair 1, 9:00 AM, free')
    first.focus()
    press('ArrowRight')
    expect(useRoute.getState().route).toEqual({ screen: 'day' })
    ;(document.activeElement as HTMLElement).blur()
    fireEvent.keyDown(document.documentElement, { key: 'ArrowRight', code: 'ArrowRight' })
    await vi.waitFor(() => expect(useRoute.getState().route).toEqual({ screen: 'day', date: '2026-11-21' }))
    fireEvent.keyDown(document.documentElement, { key: 't', code: 'KeyT' })
    await vi.waitFor(() => expect(useRoute.getState().route).toEqual({ screen: 'day' }))
  })

  it('says what an empty clinic still needs and leads there', async () => {
    openDay([], { empty: true })
    await screen.findByText(/There is no chair yet/)
    expect(screen.getByText(/There is no dentist yet/)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Add a chair' }))
    expect(useRoute.getState().route).toEqual({ screen: 'settings', tab: 'chairs' })
  })
})
