import { beforeEach, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { MutatorName } from '../../shared/mutators/index.ts'
import type { Row, TableName } from '../../shared/schema/index.ts'
import { emptyBooks } from './books.ts'
import type { Books } from './books.ts'
import { count } from './count.ts'
import { Journal } from './journal.ts'
import type { Answer, Ask } from './journal.ts'

const PATIENT = uuidv7()
const ITEM = uuidv7()
const SERVICE = uuidv7()

const row = <N extends TableName>(values: Partial<Row<N>>) => values as Row<N>

const mutationOf = ({ answer }: Ask) => (answer.kind === 'saved' ? answer.mutationId : '')

describe('the books of a run', () => {
  let journal: Journal
  let before: Books
  let books: Books

  beforeEach(() => {
    journal = new Journal()
    before = emptyBooks()
    books = emptyBooks()
    for (const each of [before, books]) each.ledger_lines.push(row<'ledger_lines'>({ patient_id: PATIENT, amount_centavos: 5_000, payment_id: null, chart_entry_id: null }))
    for (const each of [before, books]) each.stock_movements.push(row<'stock_movements'>({ item_id: ITEM, quantity: 50, reason: '', lot_id: null, chart_entry_id: null, kind: 'adjust' }))
    books.service_recipes.push(row<'service_recipes'>({ service_id: SERVICE, item_id: ITEM, quantity: 2 }))
    books.patients.push(row<'patients'>({ id: PATIENT, phone: '', city: '', last_name: '' }))
  })

  function asked(name: MutatorName, input: Record<string, unknown>, kind: Answer['kind'] = 'saved'): Ask {
    const tag = `c1-${journal.asks.length}`
    const ask = journal.note(0, tag, name, { id: uuidv7(), patientId: PATIENT, ...input })
    if (kind === 'refused') ask.answer = { kind, error: 'refused', code: 'slot_taken', message: 'Taken.' }
    if (kind !== 'saved') return ask
    const mutationId = uuidv7()
    ask.answer = { kind, mutationId }
    books.carriedOut.set(mutationId, 1)
    return ask
  }

  /** A payment as it stands in the books when all went well. */
  function paid(kind: Answer['kind'] = 'saved') {
    const ask = asked('payment.record', { amountCentavos: 1_000 }, kind)
    const id = String(ask.input['id'])
    const payment = row<'payments'>({ id, reference: ask.tag, amount_centavos: 1_000 })
    const line = row<'ledger_lines'>({ payment_id: id, patient_id: PATIENT, amount_centavos: -1_000, chart_entry_id: null })
    books.payments.push(payment)
    books.ledger_lines.push(line)
    return { ask, payment, line }
  }

  function used(quantity = 3) {
    const ask = asked('stock.use', { itemId: ITEM, quantity })
    const movement = row<'stock_movements'>({ item_id: ITEM, lot_id: null, quantity: -quantity, reason: ask.tag, chart_entry_id: null, kind: 'use' })
    books.stock_movements.push(movement)
    return { ask, movement }
  }

  function treated() {
    const ask = asked('treatment.complete', { serviceId: SERVICE, priceCentavos: 700 })
    const id = String(ask.input['id'])
    books.chart_entries.push(row<'chart_entries'>({ id, note: ask.tag, voids_entry_id: null }))
    books.ledger_lines.push(row<'ledger_lines'>({ chart_entry_id: id, payment_id: null, patient_id: PATIENT, amount_centavos: 700 }))
    books.stock_movements.push(row<'stock_movements'>({ item_id: ITEM, lot_id: null, quantity: -2, reason: 'Treatment', chart_entry_id: id, kind: 'use' }))
    return ask
  }

  function edited(from: string, to: string, kind: Answer['kind'] = 'saved') {
    return asked('patient.edit', { id: PATIENT, changes: [{ field: 'phone', from, to }] }, kind)
  }

  function listed(ask: Ask, outcome: 'merged' | 'rejected', losses: Row<'attention_items'>['losses'] = []) {
    const mutation_id = ask.answer.kind === 'saved' ? ask.answer.mutationId : ''
    books.attention_items.push(row<'attention_items'>({ id: uuidv7(), mutation_id, outcome, mutation: ask.name, input: ask.input, losses, resolved_at: null }))
  }

  const result = () => count(journal.asks, before, books)
  const resultWith = (...waiting: Ask[]) => count(journal.asks, before, books, new Set(waiting.map(mutationOf)))
  const remove = <T>(from: T[], what: T) => void from.splice(from.indexOf(what), 1)
  const GOOD = { lost: 0, doubled: 0, refused_but_there: 0, sums_wrong: 0, findings: [] }

  it('are good when all that was saved is there once', () => {
    paid()
    used()
    treated()
    edited('', '0917 1')
    books.patients[0]!.phone = '0917 1'
    expect(result()).toMatchObject({ mutations: 4, saved: 4, applied: 4, ...GOOD })
  })

  it('count a payment that is gone, with its line', () => {
    const { payment, line } = paid()
    remove(books.payments, payment)
    remove(books.ledger_lines, line)
    expect(result()).toMatchObject({ saved: 1, applied: 0, lost: 1, doubled: 0, findings: [expect.stringMatching(/^lost: payment.record c1-0 at desk 1/)] })
  })

  it('count as waiting, not as lost, what its desk still has to send, and nothing else', () => {
    const [late, lost] = [paid(), paid()]
    const edit = edited('', '0917 1')
    for (const { payment, line } of [late, lost]) {
      remove(books.payments, payment)
      remove(books.ledger_lines, line)
    }
    for (const ask of [late.ask, lost.ask, edit]) books.carriedOut.delete(mutationOf(ask))
    expect(resultWith(late.ask, edit)).toMatchObject({ saved: 3, applied: 0, waiting: 2, lost: 1, sums_wrong: 0, findings: [expect.stringContaining(`lost: payment.record ${lost.ask.tag}`)] })
  })

  it('do not count as waiting what has arrived, though its desk has not heard of it', () => {
    const { ask } = paid()
    expect(resultWith(ask)).toMatchObject({ applied: 1, waiting: 0, ...GOOD })
  })

  it('count half a payment as lost, though its desk would send it again', () => {
    const { ask, line } = paid()
    remove(books.ledger_lines, line)
    expect(resultWith(ask)).toMatchObject({ waiting: 0, lost: 1 })
  })

  it('count half a payment as lost, and its account as wrong', () => {
    remove(books.ledger_lines, paid().line)
    expect(result()).toMatchObject({ lost: 1, doubled: 0, sums_wrong: 1 })
  })

  it('count a payment that came twice, under whatever id', () => {
    const { payment, line } = paid()
    books.payments.push({ ...payment, id: uuidv7() })
    books.ledger_lines.push({ ...line, payment_id: uuidv7() })
    expect(result()).toMatchObject({ lost: 0, doubled: 1, sums_wrong: 1 })
  })

  it('count a second line of one payment', () => {
    books.ledger_lines.push(paid().line)
    expect(result()).toMatchObject({ doubled: 1, sums_wrong: 1 })
  })

  it('find money that nobody asked for', () => {
    books.ledger_lines.push(row<'ledger_lines'>({ patient_id: PATIENT, amount_centavos: -500, payment_id: null, chart_entry_id: null }))
    expect(result()).toMatchObject({ sums_wrong: 1, findings: ['an account is off by -500 centavos'] })
  })

  it('count units that were taken twice, and units of which a part is missing', () => {
    const twice = used(4)
    books.stock_movements.push(twice.movement)
    expect(result()).toMatchObject({ doubled: 1, sums_wrong: 1 })
    remove(books.stock_movements, twice.movement)
    books.stock_movements.at(-1)!.quantity = -1
    expect(result()).toMatchObject({ lost: 1, doubled: 0 })
  })

  it('take units from several lots for one use', () => {
    const { movement } = used(5)
    movement.quantity = -2
    books.stock_movements.push({ ...movement, lot_id: uuidv7(), quantity: -3 })
    expect(result()).toMatchObject({ applied: 1, ...GOOD })
  })

  it('count a treatment without its charge, or without its material', () => {
    treated()
    const charge = books.ledger_lines.pop()!
    expect(result()).toMatchObject({ lost: 1, sums_wrong: 1 })
    books.ledger_lines.push(charge)
    books.stock_movements.pop()
    expect(result()).toMatchObject({ lost: 1, sums_wrong: 1 })
  })

  it('do not miss what was refused by the centre and is listed, nor what the desk refused', () => {
    listed(asked('appointment.book', {}), 'rejected')
    asked('appointment.book', {}, 'refused')
    expect(result()).toMatchObject({ saved: 1, refused_at_desk: 1, rejected_and_listed: 1, applied: 0, ...GOOD })
  })

  it('count a booking that was refused by the centre and listed nowhere', () => {
    asked('appointment.book', {})
    expect(result()).toMatchObject({ lost: 1 })
  })

  it('count what is listed as refused and was done all the same', () => {
    const ask = asked('appointment.book', {})
    listed(ask, 'rejected')
    books.appointments.push(row<'appointments'>({ id: uuidv7(), notes: ask.tag }))
    expect(result()).toMatchObject({ doubled: 1 })
  })

  it('count what the desk refused and is there all the same', () => {
    paid('refused')
    expect(result()).toMatchObject({ refused_but_there: 1 })
  })

  it('leave open whether an unanswered payment is there, but not whether it is there twice', () => {
    const { payment, line } = paid('none')
    expect(result()).toMatchObject({ unanswered: 1, ...GOOD })
    books.payments.push(payment)
    books.ledger_lines.push(line)
    expect(result()).toMatchObject({ doubled: 1 })
    books.payments = []
    books.ledger_lines.length = 1
    expect(result()).toMatchObject({ unanswered: 1, ...GOOD })
  })

  it('count what was carried out twice, or never, though its rows cannot tell', () => {
    const ask = asked('settings.saveHours', {})
    const { mutationId } = ask.answer as { mutationId: string }
    books.carriedOut.set(mutationId, 2)
    expect(result()).toMatchObject({ doubled: 1 })
    books.carriedOut.delete(mutationId)
    expect(result()).toMatchObject({ lost: 1 })
  })

  it('count a cancelled appointment that still stands', () => {
    const ask = asked('appointment.cancel', {})
    const booked = row<'appointments'>({ id: String(ask.input['id']), status: 'confirmed', notes: '' })
    books.appointments.push(booked)
    expect(result()).toMatchObject({ lost: 1 })
    booked.status = 'cancelled'
    expect(result()).toMatchObject(GOOD)
  })

  it('count a moved appointment that stands where nobody moved it', () => {
    const to = { startsAt: '2026-11-30T01:00:00.000Z', operatoryId: uuidv7() }
    const ask = asked('appointment.move', to)
    const booked = row<'appointments'>({ id: String(ask.input['id']), notes: '', starts_at: '2026-11-30T05:00:00.000Z', operatory_id: to.operatoryId })
    books.appointments.push(booked)
    expect(result()).toMatchObject({ lost: 1 })
    booked.starts_at = to.startsAt
    expect(result()).toMatchObject(GOOD)
  })

  describe('of edits', () => {
    it('count one of which nothing is to be found', () => {
      edited('', '0917 1')
      books.patients[0]!.phone = '0917 9'
      expect(result()).toMatchObject({ lost: 1 })
    })

    it('find one that somebody saw and wrote over', () => {
      edited('', '0917 1')
      edited('0917 1', '0917 2')
      books.patients[0]!.phone = '0917 2'
      expect(result()).toMatchObject({ applied: 2, ...GOOD })
    })

    it('find one that gave way and is listed with its value', () => {
      edited('', '0917 1')
      listed(edited('', '0917 2'), 'merged', [{ field: 'phone', kept: '0917 2', lost: '0917 1' }])
      books.patients[0]!.phone = '0917 2'
      expect(result()).toMatchObject({ applied: 1, merged: 1, ...GOOD })
    })

    it('count both when one that was written over one that is lost is lost too', () => {
      edited('', '0917 1')
      edited('0917 1', '0917 2')
      expect(result()).toMatchObject({ lost: 2 })
    })

    it('do not take a merged edit for a witness of what its desk had shown before', () => {
      edited('', '0917 1')
      listed(edited('0917 1', '0917 2'), 'merged', [{ field: 'phone', kept: '0917 2', lost: '0917 8' }])
      books.patients[0]!.phone = '0917 2'
      expect(result()).toMatchObject({ merged: 1, lost: 1 })
    })
  })
})
