import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { CHAIR_2, DATE, dayView, DR_CRUZ, id, LOCATION, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
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
    patientName: 'Patient 1', madeByName: 'Maria Santos', deviceName: 'Front desk 1', ...patch,
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
    expect(host.inputsOf('mutate')[0]).toMatchObject({ input: { patientId: id('7', 1), startsAt: '2026-11-20T05:00:00.000Z', endsAt: '2026-11-20T05:30:00.000Z' } })
    expect(host.inputsOf('mutate')[1]).toMatchObject({ input: { id: id('5', 1), resolution: 'Booked at another time' } })
  })

  it('shows both values of a merged field and puts the other one in on request', async () => {
    const host = open([item({ mutation: 'patient.edit', outcome: 'merged', message: 'Somebody else changed the same thing.', losses: [{ field: 'phone', kept: '0917', lost: '0918' }] })])
    const row = await screen.findByRole('row', { name: 'Phone 0917 0918' })
    expect(row).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Use the other value' }))
    await waitFor(() => expect(host.inputsOf('mutate')).toHaveLength(2))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ name: 'patient.edit', input: { changes: [{ field: 'phone', from: '0917', to: '0918' }] } })
  })

  it('leads from a refused move to the day it was asked for', async () => {
    open([item({ mutation: 'appointment.move', patient_id: null, patientName: null })])
    fireEvent.click(await screen.findByRole('button', { name: 'Open the day' }))
    expect(useRoute.getState().route).toEqual({ screen: 'day', date: DATE, appointmentId: id('8', 1) })
  })

  it('keeps what was settled, folded away, and says so when nothing is open', async () => {
    open([item({ resolved_at: '2026-11-20T03:00:00.000Z', resolution: 'Kept as is' })])
    expect(await screen.findByText('Nothing needs attention')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Settled (1)' }))
    expect(await screen.findByText('Kept as is, 20 Nov 2026, 11:00 AM')).toBeDefined()
  })
})
