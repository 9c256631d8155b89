import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { ClinicReference } from '../../shared/protocol/views.ts'
import type { MethodInput } from '../../shared/protocol/clinic-api.ts'
import { asOwner } from '../../sync-server/centre/database.ts'
import { Program } from '../../sync-server/centre/test-program.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { centreContents, differences, replicaContents } from '../support/equality.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

const DESKS = 5
const EACH = 15
const DAY_MS = 86_400_000

type Write = MethodInput<'mutate'>

interface Seat {
  desk: TestDesk
  window: TestWindow
  /** Everything its people were asked to enter after the backup. */
  asked: Write[]
}

let database: TestDatabase
let clinic: TestClinic
let seats: Seat[]
/** The database that the restore has kept beside the restored one. */
let aside: string | undefined

beforeAll(async () => {
  database = await createTestDatabase()
  clinic = await TestClinic.start(database.url)
  seats = await Promise.all(Array.from({ length: DESKS }, async (_, index) => {
    const desk = await clinic.desk(`desk-${index}`)
    return { desk, window: await TestWindow.signedIn(desk.url, 'owner'), asked: [] }
  }))
}, 240_000)

afterAll(async () => {
  await clinic?.stop()
  if (aside !== undefined) await backup('discard', aside, '--yes')
  await database?.drop()
}, 60_000)

async function backup(...args: string[]): Promise<string> {
  const program = new Program('sync-server/admin/backup/main.ts', [...args, '--data', clinic.centreDir], { DATABASE_URL: clinic.databaseUrl })
  expect({ code: await program.ended, complaint: args[0] === 'create' ? '' : program.stderr }).toEqual({ code: 0, complaint: '' })
  return program.stdout
}

/** One row of what the centre holds, by the owner's own connection. */
const atCentre = <Row extends object>(sql: string, values: unknown[] = []) =>
  asOwner(clinic.databaseUrl, async (client) => (await client.query<Row>(sql, values)).rows)

/** For a busy computer: whoever waits so long is stuck. */
const STUCK_MS = 180_000
/** Looking costs the computer that is looked at. */
const PAUSE_MS = 150

const everythingIsSent = () => everybody(({ window }) => window.syncIs(({ waiting, network }) => waiting === 0 && network === 'online', STUCK_MS, PAUSE_MS))

async function everybodyIsEqual(): Promise<void> {
  await everythingIsSent()
  for (const { desk } of seats) await until(async () => differences(await centreContents(clinic.databaseUrl), replicaContents(desk)).length === 0, STUCK_MS, PAUSE_MS)
}

const everybody = (work: (seat: Seat, index: number) => Promise<unknown>) => Promise.all(seats.map(work))

async function ask({ window, asked }: Seat, write: Write): Promise<void> {
  asked.push(write)
  await window.call('mutate', write)
}

/** Patients first: what the others enter stands on them. */
const registerPatients = () => everybody(async (seat, index) => {
  for (let n = 0; n < EACH; n++) await ask(seat, { name: 'patient.create', input: { id: uuidv7(), last_name: `Forgotten ${index}-${n}`, first_name: 'Bagong' } })
})

const patientsOf = (index: number) => seats[index % DESKS]!.asked.filter((write) => write.name === 'patient.create').map((write) => String(write.input.id))

/** Each desk receives, books and stocks for the patients that its neighbour has registered. */
const serveTheNeighboursPatients = (reference: ClinicReference, itemId: string) => everybody(async (seat, index) => {
  const patients = patientsOf(index + 1)
  await until(async () => (await seat.window.call('patients.page', { patientId: patients.at(-1)! })) !== null, STUCK_MS, PAUSE_MS)
  const [chair] = reference.operatories
  for (const [n, patientId] of patients.entries()) {
    await ask(seat, { name: 'payment.record', input: { id: uuidv7(), patientId, method: 'cash', amountCentavos: 10_000 + n, reference: `later ${index}-${n}`, receivedOn: '2026-11-20' } })
    // A day of its own for each: nothing stands in anybody's way.
    const startsAt = Date.UTC(2031, 0, 6, 1) + (index * EACH + n) * DAY_MS
    await ask(seat, {
      name: 'appointment.book',
      input: {
        id: uuidv7(), patientId, serviceId: null, locationId: chair!.location_id, operatoryId: chair!.id, dentistId: reference.dentists[0]!.id, notes: `later ${index}-${n}`,
        startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + 1_800_000).toISOString(), override: { reason: 'The clinic is open for them' },
      },
    })
    await ask(seat, n % 2 === 0
      ? { name: 'stock.receive', input: { id: uuidv7(), itemId, quantity: 7, lotNumber: `later ${index}-${n}`, unitCostCentavos: 100 } }
      : { name: 'stock.use', input: { id: uuidv7(), itemId, quantity: 2, reason: `later ${index}-${n}` } })
  }
})

const asked = () => seats.flatMap((seat) => seat.asked)
const idsOf = (name: Write['name']) => asked().filter((write) => write.name === name).map((write) => (write.input as { id: string }).id)
const linesOf = (name: 'payment.record' | 'stock.use' | 'stock.receive', field: string) => asked().filter((write) => write.name === name).map((write) => String((write.input as Record<string, unknown>)[field]))

/** How often each write that was asked for is found at the centre, and what else passes for one. */
async function found(): Promise<Record<string, number>> {
  const [row] = await atCentre<Record<string, number>>(
    `select
      (select count(*)::int from patients where id = any($1::uuid[])) as patients,
      (select count(*)::int from patients where last_name like 'Forgotten %') as "patients of all",
      (select count(*)::int from appointments where id = any($2::uuid[])) as appointments,
      (select count(*)::int from appointments where notes like 'later %') as "appointments of all",
      (select count(*)::int from payments where id = any($3::uuid[])) as payments,
      (select count(*)::int from payments where reference like 'later %') as "payments of all",
      (select count(distinct number)::int from payments where reference like 'later %') as "numbers of payments",
      (select count(*)::int from ledger_lines where payment_id = any($3::uuid[])) as "lines of payments",
      (select count(distinct lot_number)::int from stock_lots where lot_number = any($4)) as deliveries,
      (select count(*)::int from stock_movements m join stock_lots l on l.id = m.lot_id where l.lot_number like 'later %' and m.kind = 'receive') as "deliveries of all",
      (select count(distinct reason)::int from stock_movements where reason = any($5)) as uses,
      (select -coalesce(sum(quantity), 0)::int from stock_movements where reason like 'later %') as "units used"`,
    [idsOf('patient.create'), idsOf('appointment.book'), idsOf('payment.record'), linesOf('stock.receive', 'lotNumber'), linesOf('stock.use', 'reason')])
  return row!
}

const items = () => atCentre<{ resolution: string | null; n: number }>(`select resolution, count(*)::int as n from attention_items where input ->> 'patientId' = any($1) group by resolution`, [patientsOf(DESKS - 1)])

/** Writes that came back, by desk, as the manager's screen of the sync is told at this window. */
const returned = async ({ window }: Seat) => Object.fromEntries((await window.call('sync.returned', {})).map(({ deviceId, writes }) => [deviceId, writes]))

describe('a centre that is restored from a backup while five desks go on', () => {
  it('has all of 300 writes back, once each, and tells how many came from which desk [S2 S3 S8 S12]', async () => {
    const [first] = seats
    const last = seats[DESKS - 1]!
    const reference = await first!.window.call('clinic.reference', {})
    const item = (await first!.window.call('inventory.list', {})).toSorted((a, b) => b.onHand - a.onHand)[0]!
    await first!.window.call('mutate', { name: 'patient.create', input: { id: uuidv7(), last_name: 'Kept', first_name: 'Bagong' } })
    await everythingIsSent()
    await backup('create')

    await registerPatients()
    await serveTheNeighboursPatients(reference, item.id)
    await everythingIsSent()
    expect(asked()).toHaveLength(300)
    const all = await found()
    const stock = EACH * DESKS
    expect(all).toMatchObject({ 'patients': 75, 'appointments': 75, 'payments': 75, 'lines of payments': 75, 'numbers of payments': 75, 'deliveries': 40, 'uses': stock - 40, 'units used': 2 * (stock - 40) })

    await clinic.stopCentre()
    const restored = await backup('restore', 'latest', '--yes')
    aside = /kept as (\w+_before_\d{8}_\d{6});/.exec(restored)![1]!
    expect(Object.values(await found()).every((count) => count === 0)).toBe(true)
    // The one whose patients its neighbour has served comes back last.
    last.desk.cable.cut()
    await clinic.restartCentre()
    const back = async () => (await atCentre<{ n: number }>('select returned::int as n from client_progress where returned > 0')).map(({ n }) => n)
    await until(async () => (await back()).join() === '60,60,60,60', STUCK_MS, PAUSE_MS)
    expect(await items()).toEqual([{ resolution: null, n: 2 * EACH }])

    last.desk.cable.heal()
    await until(async () => (await back()).length === DESKS && (await items()).every(({ resolution }) => resolution !== null), STUCK_MS, PAUSE_MS)
    await everybodyIsEqual()
    expect(await found()).toEqual(all)
    expect(await items()).toEqual([{ resolution: 'came_back', n: 2 * EACH }])
    expect(await atCentre(`select 1 from attention_items where resolved_at is null and mutation_id in (select mutation_id from mutation_results where accepted_before)`)).toEqual([])
    const whole = Object.fromEntries((await atCentre<{ id: string }>('select id from devices')).map(({ id }) => [id, 60]))
    expect(Object.keys(whole)).toHaveLength(DESKS)
    for (const seat of seats) expect(await returned(seat)).toEqual(whole)
  }, 600_000)
})
