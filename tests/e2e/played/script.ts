import type { TestClinic } from '../../support/clinic.ts'
import { atCentre, day, expect } from '../shared.ts'
import type { Hand, Spot } from './hand.ts'
import { CHAIRS, clock } from './hand.ts'

/** Beyond the demo's appointments: the day begins empty, and open from nine to six with noon free. */
const AHEAD = 16
const MORNING = [540, 570, 600, 630, 660, 690]
const AFTERNOON = [780, 810, 840, 870, 900, 930, 960, 990, 1020]
/** As they are asked for on the phone: without ñ, by given name, by number. */
const CALLERS: readonly (readonly [search: string, lastName: string])[] = [
  ['munoz', 'Muñoz'], ['pena rob', 'Peña'], ['juan dela', 'dela Cruz'], ['nora santos', 'Santos'], ['reyes carm', 'Reyes'],
  ['garcia emm', 'Garcia'], ['liwayway', 'Mendoza'], ['mark anth', 'Bautista'], ['aquino ter', 'Aquino'], ['ocampo gab', 'Ocampo'],
  ['princess', 'Villanueva'], ['ramos dan', 'Ramos'], ['jasmine', 'Castillo'], ['navarro ram', 'Navarro'], ['ibanez cec', 'Ibañez'],
  ['kristine', 'Torres'], ['domingo raf', 'Domingo'], ['lourdes', 'Mercado'], ['joshua', 'Pascual'], ['lim pat', 'Lim'],
  ['benedict', 'Tan'], ['katrina', 'Uy'], ['fernando', 'Soriano'], ['angelica', 'Manalo'], ['cabrera noel', 'Cabrera'],
  ['rosario gut', 'Gutierrez'], ['vincent', 'Del Rosario'], ['magno bern', 'Magno'], ['eduardo', 'Salazar'],
]
const NEW_CALLER = { lastName: 'Batungbakal', firstName: 'Pedro', phone: '0917 555 7788' }
const WALK_IN = { lastName: 'Dimaculangan', firstName: 'Rosalinda', phone: '0918 444 2211', allergy: 'Penicillin' }
/** Twenty past ten in the morning, on the window's clock: somebody who walks in finds the clinic open. */
export const TEN_TWENTY = `${day(0)}T02:20:00.000Z`
const SHORT_NOTICE = ['ernesto', 'marites']

const at = (chair: Spot['chair'], minute: number): Spot => ({ chair, minute })
/** The two chairs from morning to evening. */
const PLACES: readonly Spot[] = ([0, 1] as const).flatMap((chair) => [...MORNING, ...AFTERNOON].map((minute) => at(chair, minute)))

/**
 * A receptionist's day: a new patient who walks in, with medical history and signed consent; thirty bookings, the
 * last for somebody new as well; moves, also to another day; who comes, sits and leaves; what is cancelled and
 * filled from the short-notice list; requests; the printed day.
 */
export async function playDay(hand: Hand, see: (name: string) => Promise<void>): Promise<void> {
  await hand.walkIn(WALK_IN)
  await see('walk-in in the chair')
  await hand.turnDays(AHEAD)
  for (const [index, [caller]] of CALLERS.entries()) await hand.book(PLACES[index]!, caller)
  await hand.bookNew(PLACES[29]!, NEW_CALLER)
  await see('day')

  await hand.move(at(1, 1020), at(1, 1050))
  await hand.move(at(0, 690), at(2, 690))
  await hand.resize(at(0, 540), 555)
  await hand.carry(at(1, 540), 1, at(0, 600))

  await hand.visit(at(0, 570), 'Confirm')
  for (const spot of [at(0, 570), at(0, 600), at(1, 570)]) await hand.visit(spot, 'Arrived')
  for (const spot of [at(0, 570), at(1, 570)]) await hand.visit(spot, 'In chair')
  await hand.visit(at(1, 570), 'Done')
  await hand.request(at(0, 840), 'move', 'Works that day')
  await hand.request(at(1, 840), 'cancel', 'Is ill')

  await hand.openList('Requests')
  await see('requests')
  await hand.approve('Works that day')
  await hand.approve('Is ill')
  await hand.openList('Waiting room')
  await see('waiting')
  await hand.serveWaiting()
  await hand.openList('Short notice')
  for (const patient of SHORT_NOTICE) await hand.addToShortNotice(patient)
  await see('short notice')

  // To the day that was shown before the lists.
  await hand.backToDay()
  for (const spot of [at(0, 780), at(1, 780)]) {
    await hand.cancel(spot)
    await hand.fill()
  }
  await hand.print()
}

interface Entry extends Spot {
  ahead: number
  state: string
}

/** What must stand in the book from that day on: every patient once, with place and state. */
function expectedBook(): Map<string, Entry> {
  const names = [...CALLERS.map(([, lastName]) => lastName), NEW_CALLER.lastName]
  const book = new Map(names.map((name, index): [string, Entry] => [name, { ...PLACES[index]!, ahead: AHEAD, state: 'pending none' }]))
  const change = (name: string, entry: Partial<Entry>) => book.set(name, { ...book.get(name)!, ...entry })
  change('Batungbakal', { minute: 1050 })
  change('Garcia', { chair: 2 })
  change('Torres', { ahead: AHEAD + 1, chair: 0, minute: 600 })
  change('Peña', { state: 'confirmed in_chair' })
  change('dela Cruz', { state: 'pending arrived' })
  change('Domingo', { state: 'completed done' })
  for (const name of ['Mendoza', 'Uy', 'Manalo']) change(name, { state: 'cancelled none' })
  book.set('Fernandez', { ...at(0, 780), ahead: AHEAD, state: 'pending none' })
  book.set('Briones', { ...at(1, 780), ahead: AHEAD, state: 'pending none' })
  // Asked for the next free time, which lies before.
  book.delete('Aquino')
  return book
}

const BOOK = `select concat_ws(' | ', p.last_name, to_char(a.starts_at at time zone 'Asia/Manila', 'YYYY-MM-DD'), o.name, to_char(a.starts_at at time zone 'Asia/Manila', 'FMHH12:MI AM'), a.status || ' ' || a.flow) as entry
  from appointments a join patients p on p.id = a.patient_id join operatories o on o.id = a.operatory_id where a.starts_at >= $1::timestamp at time zone 'Asia/Manila'`

const WALKED_IN = `select f.answers->'allergies' as allergies, c.method, jsonb_array_length(c.strokes) > 0 as "isSigned", c.signed_by, l.label as alert,
    to_char(a.starts_at at time zone 'Asia/Manila', 'YYYY-MM-DD') || ' ' || a.status || ' ' || a.flow as visit
  from patients p join intake_forms f on f.patient_id = p.id join consents c on c.patient_id = p.id join appointments a on a.patient_id = p.id join medical_alerts l on l.patient_id = p.id where p.last_name = $1`

/** Waits until the centre's book is what the day was to make of it, each appointment once. */
export async function expectBook(clinic: TestClinic): Promise<void> {
  const wanted = [...expectedBook()].map(([name, { ahead, chair, minute, state }]) => [name, day(ahead), CHAIRS[chair], clock(minute), state].join(' | '))
  const standing = async () => (await atCentre<{ entry: string }>(clinic, BOOK, [day(AHEAD)])).map(({ entry }) => entry)
  await expect.poll(async () => (await standing()).toSorted(), { message: 'the book at the centre' }).toEqual(wanted.toSorted())
  expect(await atCentre(clinic, WALKED_IN, [WALK_IN.lastName])).toEqual([{ allergies: [{ label: WALK_IN.allergy, note: '' }], method: 'drawn', isSigned: true, signed_by: 'Rosalinda Dimaculangan', visit: `${day(0)} pending in_chair`, alert: WALK_IN.allergy }])
  const settled = await atCentre(clinic, `select reason, status from appointment_requests where reason in ('Works that day', 'Is ill') order by reason`)
  expect(settled).toEqual([{ reason: 'Is ill', status: 'approved' }, { reason: 'Works that day', status: 'approved' }])
}
