import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { appointment, CHAIR_2, DATE, dayView, DR_CRUZ, id, LOCATION, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { ScheduleOverlays } from '../schedule/index.tsx'
import { AttentionScreen } from './index.tsx'

let stop: () => void = () => undefined

function item(patch: Partial<AttentionItem>): AttentionItem {
  return {
    id: id('5', 1), clinic_id: id('a', 1), created_at: '', mutation_id: id('5', 2), client_id: id('6', 1), mutation: 'appointment.book', outcome: 'rejected', code: 'slot_taken', message: 'The dentist is already booked at that time.',
    input: { id: id('8', 1), patientId: id('7', 1), serviceId: null, notes: 'brings X-rays', locationId: id('f', 1), operatoryId: CHAIR_2, dentistId: DR_CRUZ, startsAt: '2026-11-20T01:30:00.000Z', endsAt: '2026-11-20T02:00:00.000Z' },
    losses: [], patient_id: id('7', 1), made_by: id('d', 9), made_at: '2026-11-20T01:00:00.000Z', resolved_at: null, resolved_by: null, resolution: null,
    patientName: 'Patient 1', madeByName: 'Maria Santos', deviceName: 'Front desk 1', resolvedByName: null, isPatientHere: true, current: {}, appointment: null, ...patch,
  }
}
function open(items: AttentionItem[]) {
  const host = new MemoryHost({
    'session.state': () => signedIn(),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => reference(),
    'attention.list': () => items,
    'schedule.day': ({ date }) => dayView([], { date }),
    'schedule.freeSlots': () => [{ startsAt: '2026-11-20T05:00:00.000Z', endsAt: '2026-11-20T05:30:00.000Z', locationId: LOCATION, operatoryId: CHAIR_2, operatoryName: 'Chair 2', dentistId: DR_CRUZ, dentistName: 'Dr. Cruz' }],
    mutate: ({ input }) => ({ mutationId: id('4', 1), input }),
  })
  stop = renderScreen(<><AttentionScreen /><ScheduleOverlays /></>, host).stop
  return host
}

afterEach(() => {
  cleanup()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
  vi.restoreAllMocks()
})

describe('Needs attention', () => {
  it('says what was refused, who asked, where and when', async () => {
    open([item({})])
    const card = await screen.findByRole('article', { name: 'A booking was not possible: Patient 1' })
    expect(card.textContent).toContain('The dentist is already booked at that time.')
    expect(card.textContent).toContain('Asked for: Fri 20 Nov 2026, 9:30 AM, 30 min')
    expect(card.textContent).toContain('Maria Santos, at Front desk 1, 20 Nov 2026, 9:00 AM')
  })

  it('finds another time with everything that was asked, and is settled by the new booking', async () => {
    const host = open([item({})])
    fireEvent.click(await screen.findByRole('button', { name: 'Find another time' }))
    const dialog = await screen.findByRole('dialog')
    expect((within(dialog).getByLabelText('Note') as HTMLTextAreaElement).value).toBe('brings X-rays')
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Fri 20 Nov, 1:00 PM, Chair 2/ }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Book appointment' }))
    await waitFor(() => expect(host.inputsOf('mutate').map((one) => one.name)).toEqual(['appointment.book', 'attention.resolve']))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ input: { id: id('8', 1), patientId: id('7', 1), startsAt: '2026-11-20T05:00:00.000Z', endsAt: '2026-11-20T05:30:00.000Z' } })
    expect(host.inputsOf('mutate')[1]).toMatchObject({ input: { id: id('5', 1), resolution: 'Booked at another time' } })
  })

  it('shows both values of a merged field and puts the other one in on request', async () => {
    const host = open([item({ mutation: 'patient.edit', outcome: 'merged', message: 'Somebody else changed the same thing.', losses: [{ field: 'phone', kept: '0917', lost: '0918' }] })])
    const row = await screen.findByRole('row', { name: 'Phone 0917 0918 The other person' })
    expect(row).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Use the other value' }))
    await waitFor(() => expect(host.inputsOf('mutate')).toHaveLength(2))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ name: 'patient.edit', input: { changes: [{ field: 'phone', from: '0917', to: '0918' }] } })
  })

  it('leads from a refused move to the day it was asked for', async () => {
    open([item({ mutation: 'appointment.move', patient_id: null, patientName: null, appointment: appointment(1, 540, 30) })])
    fireEvent.click(await screen.findByRole('button', { name: 'Open the day' }))
    expect(useRoute.getState().route).toEqual({ screen: 'day', date: DATE, appointmentId: id('8', 1) })
  })

  it('moves a refused move to a free time, from the appointment as it stands', async () => {
    const host = open([item({ mutation: 'appointment.move', appointment: appointment(1, 540, 30) })])
    fireEvent.click(await screen.findByRole('button', { name: 'Find another time' }))
    const dialog = await screen.findByRole('dialog')
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Fri 20 Nov, 1:00 PM, Chair 2/ }))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Move appointment' }))
    await waitFor(() => expect(host.inputsOf('mutate').map((one) => one.name)).toEqual(['appointment.move', 'attention.resolve']))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ input: { id: id('8', 1), startsAt: '2026-11-20T05:00:00.000Z', operatoryId: CHAIR_2 } })
    expect(host.inputsOf('mutate')[1]).toMatchObject({ input: { resolution: 'Moved to another time' } })
  })

  it('says what stands now, not what stood when the two met, and offers nothing that stands already', async () => {
    const merged = { mutation: 'patient.edit', outcome: 'merged' as const, losses: [{ field: 'phone', kept: '0917', lost: '0918' }], input: { id: id('7', 1), changes: [{ field: 'phone', from: '0916', to: '0918' }] } } satisfies Partial<AttentionItem>
    const host = open([item({ ...merged, current: { phone: '0999' } })])
    expect(await screen.findByRole('row', { name: 'Phone 0999 0918 Maria Santos' })).toBeDefined()
    host.script['attention.list'] = () => [item({ ...merged, current: { phone: '0918' } })]
    host.emit({ event: 'changed', tables: ['patients'] })
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Use the other value' })).toBeNull())
  })

  it('shows both values of a refused edit', async () => {
    open([item({ mutation: 'patient.edit', code: 'forbidden', message: 'The person who did this does not have the right to.', input: { id: id('7', 1), changes: [{ field: 'city', from: 'Pasig', to: 'Taguig' }] } })])
    expect(await screen.findByRole('row', { name: 'City Pasig Taguig Maria Santos' })).toBeDefined()
    expect(screen.getByText(/does not have the right to\. Ask the manager\./)).toBeDefined()
  })

  it('leads nowhere when the patient or the appointment is gone, and can still be let go', async () => {
    open([item({ isPatientHere: false, patientName: null }), item({ id: id('5', 9), mutation: 'appointment.move', patient_id: null, patientName: null })])
    expect(await screen.findByText(/record of the patient is not at this desk any more/)).toBeDefined()
    expect(screen.getByText(/appointment is not there any more/)).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Find another time' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Open patient' })).toBeNull()
    expect(screen.getAllByRole('button', { name: 'Keep as is' })).toHaveLength(2)
  })

  it('takes an item away when another desk has settled it meanwhile', async () => {
    const host = open([item({})])
    await screen.findByRole('article')
    host.script['attention.list'] = () => [item({ resolved_at: '2026-11-20T03:00:00.000Z', resolution: 'Kept as is', resolvedByName: 'Cristina Villanueva' })]
    host.emit({ event: 'changed', tables: ['attention_items'] })
    expect(await screen.findByText('Nothing needs attention')).toBeDefined()
  })

  it('keeps what was settled, and says who settled it, how and when', async () => {
    open([item({ resolved_at: '2026-11-20T03:00:00.000Z', resolution: 'Kept as is', resolvedByName: 'Cristina Villanueva' })])
    expect(await screen.findByText('Nothing needs attention')).toBeDefined()
    fireEvent.click(screen.getByLabelText('Settled (1)'))
    expect(await screen.findByText('Kept as is, by Cristina Villanueva, 20 Nov 2026, 11:00 AM')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Keep as is' })).toBeNull()
  })

  it('shows of what was settled the two values as they stood then', async () => {
    open([item({ resolved_at: '2026-11-20T03:00:00.000Z', resolution: 'Changed to the other value', mutation: 'patient.edit', outcome: 'merged', losses: [{ field: 'phone', kept: '0917', lost: '0918' }], current: { phone: '0918' } })])
    fireEvent.click(await screen.findByLabelText('Settled (1)'))
    expect(await screen.findByRole('row', { name: 'Phone 0917 0918 The other person' })).toBeDefined()
  })

  it('draws a few of many, and says how many there are', async () => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(700)
    open(Array.from({ length: 400 }, (_, index) => item({ id: id('5', 100 + index), made_at: new Date(Date.UTC(2026, 10, 20, 0, index)).toISOString() })))
    expect(await screen.findByText('Open (400)')).toBeDefined()
    const cards = await screen.findAllByRole('listitem')
    expect(cards.length).toBeLessThan(100)
    expect(cards[0]!.getAttribute('aria-setsize')).toBe('400')
  })
})
