import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { appointment, DATE, dayView, id, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { useDay } from './day-store.ts'
import { DayScreen, ScheduleOverlays } from './index.tsx'
import { cellBeyond } from './use-block-keys.ts'

let stop: () => void = () => undefined

function openDay(appointments: DayAppointment[], permissions?: Parameters<typeof signedIn>[0]): MemoryHost {
  const host = new MemoryHost({
    'session.state': () => signedIn(permissions),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => reference(),
    'schedule.day': ({ date }) => dayView(appointments, { date }),
    'schedule.freeSlots': () => [],
    mutate: ({ input }) => ({ mutationId: id('4', 1), input }),
  })
  stop = renderScreen(<><DayScreen date={DATE} /><ScheduleOverlays /></>, host).stop
  return host
}
const block = async (name: RegExp) => {
  const found = await screen.findByRole('button', { name })
  found.focus()
  return found
}
const written = (host: MemoryHost) => host.inputsOf('mutate').map(({ name, input }) => [name, input])

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T02:00:00.000Z') })
  useDay.setState({ cursor: null, selectedId: null, withCancelled: false, cancellingId: null, intoPanel: false })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
})

describe('on an appointment', () => {
  it('a letter takes the visit one step on, and none that is not possible', async () => {
    const host = openDay([appointment(1, 540, 30, { status: 'confirmed' })])
    const one = await block(/^Patient 1/)
    fireEvent.keyDown(one, { key: 'k' })
    fireEvent.keyDown(one, { key: 'a' })
    await waitFor(() => expect(written(host)).toEqual([['appointment.flow', { id: id('8', 1), flow: 'arrived' }]]))
  })

  it('the letters do nothing for somebody who may only look', async () => {
    const host = openDay([appointment(1, 540, 30)], [])
    const one = await block(/^Patient 1/)
    for (const key of ['k', 'a', 'Delete']) fireEvent.keyDown(one, { key })
    expect(useDay.getState().cancellingId).toBeNull()
    expect(written(host)).toEqual([])
  })

  it('Delete asks why, and once it is gone the keyboard stands at its time', async () => {
    const appointments = [appointment(1, 570, 30), appointment(2, 600, 30)]
    const host = openDay(appointments)
    const one = await block(/^Patient 1/)
    fireEvent.keyDown(one, { key: 'Delete' })
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel appointment' }))
    await waitFor(() => expect(written(host)).toEqual([['appointment.cancel', { id: id('8', 1), missed: false, reason: 'The patient asked for it' }]]))
    host.script['schedule.day'] = ({ date }) => dayView([{ ...appointments[0]!, status: 'cancelled' }, appointments[1]!], { date })
    host.emit({ event: 'changed', tables: ['appointments'] })
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Chair 1, 9:30 AM, free'))
  })

  it('the arrows lead back to the times around it', async () => {
    openDay([appointment(1, 540, 60)])
    const one = await block(/^Patient 1/)
    fireEvent.keyDown(one, { key: 'ArrowDown' })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chair 1, 10:00 AM, free')
    one.focus()
    fireEvent.keyDown(one, { key: 'ArrowRight' })
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chair 2, 9:00 AM, free')
  })

  it('stay on the grid at its edges', () => {
    const grid = { from: 540, to: 660, slot: 30, row: 20 }
    expect(cellBeyond('ArrowUp', { column: 0, start: 540, minutes: 30 }, grid, 2)).toEqual({ column: 0, minute: 540 })
    expect(cellBeyond('ArrowDown', { column: 1, start: 600, minutes: 60 }, grid, 2)).toEqual({ column: 1, minute: 630 })
    expect(cellBeyond('x', { column: 0, start: 540, minutes: 30 }, grid, 2)).toBeNull()
  })

  it('Enter leads to the next step among its details, where the keyboard stays when that is done', async () => {
    const host = openDay([appointment(1, 540, 30)])
    fireEvent.click(await block(/^Patient 1/))
    const panel = await screen.findByRole('complementary', { name: 'Appointment' })
    await waitFor(() => expect(document.activeElement).toBe(within(panel).getByRole('button', { name: 'Confirm' })))
    host.script['schedule.day'] = ({ date }) => dayView([appointment(1, 540, 30, { status: 'confirmed' })], { date })
    fireEvent.click(document.activeElement!)
    host.emit({ event: 'changed', tables: ['appointments'] })
    await waitFor(() => expect(document.activeElement).toBe(within(panel).getByRole('button', { name: 'Arrived' })))
  })
})

describe('the details', () => {
  it('say when the patient came, was seated and went', async () => {
    openDay([appointment(1, 540, 30, { status: 'completed', flow: 'done', arrived_at: '2026-11-20T00:52:00.000Z', seated_at: '2026-11-20T01:05:00.000Z', dismissed_at: '2026-11-20T01:31:00.000Z' })])
    fireEvent.click(await block(/^Patient 1/))
    const panel = await screen.findByRole('complementary', { name: 'Appointment' })
    const times = ['Arrived', 'In chair', 'Done'].map((label) => within(panel).getByText(label, { selector: 'dt' }).nextElementSibling?.textContent)
    expect(times).toEqual(['8:52 AM', '9:05 AM', '9:31 AM'])
  })

  it('enter a request about this appointment and no other', async () => {
    openDay([appointment(1, 540, 30)])
    fireEvent.click(await block(/^Patient 1/))
    fireEvent.click(await screen.findByRole('button', { name: 'Enter a request' }))
    const dialog = await screen.findByRole('dialog', { name: 'Enter a request' })
    expect((within(dialog).getByLabelText('Patient') as HTMLInputElement).value).toBe('Patient 1')
  })
})
