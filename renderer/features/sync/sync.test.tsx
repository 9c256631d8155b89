import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskSeen, OutboxItem, SyncStatus } from '../../../shared/protocol/views.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { id, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import type { Script } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { SyncPill } from './SyncPill.tsx'
import { SyncScreen } from './SyncScreen.tsx'

let stop: () => void = () => undefined

function waiting(number: number, patch: Partial<OutboxItem> = {}): OutboxItem {
  return { mutationId: id('4', number), mutation: 'patient.edit', madeAt: '2026-11-20T01:00:00.000Z', state: 'waiting', patientId: id('7', 1), patientName: 'Muñoz, Ana', madeByName: 'Maria Santos', slot: null, fields: ['phone'], amountCentavos: null, isDoubtful: false, ...patch }
}
const DESKS: DeskSeen[] = [
  { id: id('6', 1), name: 'Front desk 1', profile: 'front_desk', isRevoked: false, lastWriteAt: '2026-11-20T01:30:00.000Z' },
  { id: id('6', 2), name: 'Old laptop', profile: 'chairside', isRevoked: true, lastWriteAt: null },
]
function open(status: Partial<SyncStatus> = {}, items: OutboxItem[] = [], script: Script = {}, screenOf = <SyncScreen />) {
  const host = new MemoryHost({
    'session.state': () => signedIn(),
    'sync.status': () => syncStatus({ waiting: items.length, ...status }),
    'clinic.reference': () => reference(),
    'sync.outbox': () => ({ items, total: items.length }),
    'sync.desks': () => DESKS,
    ...script,
  })
  useLive.setState({ session: signedIn() })
  stop = renderScreen(screenOf, host).stop
  return host
}

beforeEach(() => vi.setSystemTime('2026-11-20T02:00:00.000Z'))
afterEach(() => {
  cleanup()
  stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
})

describe('the sync screen', () => {
  it('lists what waits: what, of which patient, by whom, since when, and how it stands', async () => {
    open({ network: 'offline' }, [waiting(1), waiting(2, { mutation: 'appointment.book', fields: [], slot: { startsAt: '2026-11-20T01:30:00.000Z', endsAt: '2026-11-20T02:00:00.000Z' }, state: 'answered' }), waiting(3, { patientId: null, patientName: null, mutation: 'stock.use', fields: [], isDoubtful: true })])
    const rows = within(await screen.findByRole('table', { name: 'Waiting to be sent' })).getAllByRole('row').map((row) => row.textContent)
    expect(rows.slice(1)).toEqual([
      'Change of a patient: PhoneMuñoz, AnaMaria Santos20 Nov 2026, 9:00 AMWaits',
      'Booking: Fri 20 Nov 2026, 9:30 AM, 30 minMuñoz, AnaMaria Santos20 Nov 2026, 9:00 AMSent, on its way back',
      'Stock usedNo patientMaria Santos20 Nov 2026, 9:00 AMWaits; the centre decides',
    ])
    fireEvent.click(screen.getAllByRole('button', { name: 'Muñoz, Ana' })[0]!)
    expect(useRoute.getState().route).toEqual({ screen: 'patient', patientId: id('7', 1) })
  })

  it('draws a few of hundreds that wait', async () => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(360)
    open({ network: 'offline' }, Array.from({ length: 600 }, (_, index) => waiting(index + 1)))
    const table = await screen.findByRole('table', { name: 'Waiting to be sent' })
    expect(table.getAttribute('aria-rowcount')).toBe('601')
    expect((await within(table).findAllByText('Muñoz, Ana')).length).toBeGreaterThan(5)
    expect(within(table).getAllByRole('row').length).toBeLessThan(60)
  })

  it('asks anew when the count changes, also where no table changed', async () => {
    const host = open({}, [])
    await screen.findByText('Nothing waits. Everything entered at this PC is at the centre.')
    host.script['sync.outbox'] = () => ({ items: [waiting(1)], total: 1 })
    host.emit({ event: 'sync', status: syncStatus({ waiting: 1 }) })
    expect(await screen.findByText('Change of a patient: Phone')).toBeDefined()
  })

  it('says which PCs there are, which is this one, and when the centre last took something of each', async () => {
    open()
    const rows = within(await screen.findByRole('table', { name: 'PCs of the clinic' })).getAllByRole('row').map((row) => row.textContent)
    expect(rows.slice(1)).toEqual(['Front desk 1 (this PC)Front desk20 Nov 2026, 9:30 AMIn use', 'Old laptopChairsideNone yetRemoved'])
  })

  it('shows how far a copy has come by what has arrived, and that it stands still without the network', async () => {
    const host = open({ refetch: { tablesDone: 1, tablesTotal: 4, rows: 12_345 } })
    expect(await screen.findByText('1 of 4 parts · 12,345 records so far')).toBeDefined()
    expect(screen.getByRole('progressbar', { name: 'Progress of the copy' }).getAttribute('aria-valuenow')).toBe('25')
    expect(screen.getByText(/What is on the screen stays/)).toBeDefined()
    host.emit({ event: 'sync', status: syncStatus({ network: 'offline', refetch: { tablesDone: 1, tablesTotal: 4, rows: 12_345 } }) })
    expect(await screen.findByText(/12,345 records so far. It goes on by itself when the network is back/)).toBeDefined()
    host.emit({ event: 'sync', status: syncStatus() })
    expect(await screen.findByText(/^Complete: all \d+ parts follow the centre\.$/)).toBeDefined()
  })

  it('says that the clock of this PC is wrong, and what programs run', async () => {
    open({ clockBehindMinutes: -7, centre: { version: '0.2.0', schema: 2, protocol: 1 } })
    expect(await screen.findByText(/^The clock of this PC is 7 min ahead of the centre’s\. Nothing is lost by that/)).toBeDefined()
    expect(screen.getByText('0.2.0 (data format 2)')).toBeDefined()
    expect(screen.getByText(/The centre runs a newer program than this PC/)).toBeDefined()
  })

  it('reminds of a backup that is too old', async () => {
    const host = open({ lastBackupAt: '2026-11-19T02:00:00.000Z' })
    expect(await screen.findByText('Last good backup of this PC: 24 hours ago.')).toBeDefined()
    host.emit({ event: 'sync', status: syncStatus({ lastBackupAt: '2026-11-14T02:00:00.000Z' }) })
    expect(await screen.findByText(/^The last good backup of this PC is 6 days old\./)).toBeDefined()
  })
})

describe('sending now', () => {
  it.each([
    ['nothing waited', { sent: 0, waiting: 0, network: 'online' }, 'There was nothing to send. The centre answered just now.'],
    ['all was sent', { sent: 2, waiting: 0, network: 'online' }, '2 changes were sent just now. Everything is at the centre.'],
    ['some was sent', { sent: 1, waiting: 3, network: 'online' }, '1 change was sent just now, 3 still on the way. It goes on by itself.'],
    ['the centre takes nothing', { sent: 0, waiting: 2, network: 'online' }, 'The centre answered, but has not taken the 2 changes yet. It goes on by itself.'],
    ['there is no network', { sent: 0, waiting: 1, network: 'offline' }, 'The centre cannot be reached at the moment. 1 change stays safe on this PC and will be sent when the network is back.'],
  ] as const)('says what came of it: %s', async (_what, result, sentence) => {
    open({}, [], { 'sync.now': () => result })
    fireEvent.click(await screen.findByRole('button', { name: 'Send now' }))
    expect(await screen.findByText(sentence)).toBeDefined()
  })
})

describe('after the centre was restored', () => {
  it('says how many entries came back, from which PC and when', async () => {
    open({}, [], { 'sync.returned': () => [
      { deviceId: id('6', 1), deviceName: 'Front desk 1', writes: 60, at: '2026-11-20T01:30:00.000Z' },
      { deviceId: id('6', 2), deviceName: 'Old laptop', writes: 1, at: '2026-11-20T01:00:00.000Z' },
    ] })
    const notice = await screen.findByRole('alert', { name: 'The centre was restored from a backup' })
    expect(within(notice).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      '60 entries came back from Front desk 1 after the centre was restored (last: 20 Nov 2026, 9:30 AM).',
      '1 entry came back from Old laptop after the centre was restored (last: 20 Nov 2026, 9:00 AM).',
    ])
  })

  it('says nothing where nothing came back', async () => {
    const host = open({}, [], { 'sync.returned': () => [] })
    await waitFor(() => expect(host.inputsOf('sync.returned')).toHaveLength(1))
    await screen.findByText('Nothing waits. Everything entered at this PC is at the centre.')
    expect(screen.queryByText('The centre was restored from a backup')).toBeNull()
  })
})

it('offers the diagnostics as a file', async () => {
  const made = vi.fn<(blob: Blob) => string>(() => 'blob:diagnostics')
  Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => undefined })
  const clicked: string[] = []
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    clicked.push(`${this.href} ${this.download}`)
  })
  open({}, [], { 'sync.diagnostics': () => ({ fileName: 'chairside-diagnostics-2026-11-20.json', text: '{"format":1}\n' }) })
  fireEvent.click(await screen.findByRole('button', { name: 'Export diagnostics' }))
  expect(await screen.findByText('Saved as chairside-diagnostics-2026-11-20.json')).toBeDefined()
  expect(clicked).toEqual(['blob:diagnostics chairside-diagnostics-2026-11-20.json'])
  expect(await made.mock.calls[0]![0].text()).toBe('{"format":1}\n')
  click.mockRestore()
})

it('is reached from the pill, by the keyboard as well', async () => {
  open({}, [], {}, <SyncPill />)
  const pill = await screen.findByRole('button', { name: 'Sync: Online' })
  pill.focus()
  fireEvent.click(pill)
  fireEvent.click(await screen.findByRole('button', { name: 'Show the sync of this PC' }))
  await waitFor(() => expect(useRoute.getState().route).toEqual({ screen: 'sync' }))
})

describe('what the centre is too old to read', () => {
  it('is told once in the details of the pill', async () => {
    open({ held: true, waiting: 3, network: 'offline' }, [], {}, <SyncPill />)
    fireEvent.click(await screen.findByRole('button', { name: /^Sync: Needs help, The centre must be updated first: 3 changes wait/ }))
    const details = await screen.findByRole('dialog')
    expect(details.textContent.match(/The centre must be updated first/g)).toHaveLength(1)
    expect(details.textContent).toMatch(/^Needs help.*Everything is saved on this PC and goes by itself/)
  })
})
