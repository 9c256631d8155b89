import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { MANAGER, PATIENTS, uid } from '../../../tests/support/world.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

const payment = { id: uid(800), patientId: PATIENTS[0], method: 'gcash', amountCentavos: 50_000, receivedOn: '2026-11-20' } as const

describe('a payment', () => {
  it('gets the next number of the desk\'s series, and stands in the ledger as money off', async () => {
    const input = await engines.prepare('payment.record', payment)
    expect(input.number).toBe('PAY-FD1-000001')
    expect(await engines.run('payment.record', input)).toBe('done')
    expect(await engines.rows('payments')).toMatchObject([{ number: 'PAY-FD1-000001', amount_centavos: 50_000, method: 'gcash', received_by: MANAGER }])
    expect(await engines.rows('ledger_lines')).toMatchObject([{ kind: 'payment', amount_centavos: -50_000, payment_id: uid(800), description: 'Payment PAY-FD1-000001, gcash' }])
    expect((await engines.prepare('payment.record', { ...payment, id: uid(801) })).number).toBe('PAY-FD1-000002')
  })

  it('counts its series past a thousand thousand, and not by the alphabet', async () => {
    for (const [index, number] of ['PAY-FD1-000009', 'PAY-FD1-1000000', 'PAY-FD1-999999', 'PAY-FD1-by-hand'].entries()) {
      await engines.run('payment.record', { ...payment, id: uid(810 + index), number })
    }
    expect((await engines.prepare('payment.record', payment)).number).toBe('PAY-FD1-1000001')
  })

  it.each([
    ['a number of another desk', { number: 'PAY-FD2-000001' }, 'foreign_series'], ['a number of a series that only begins like ours', { number: 'PAY-FD11-000001' }, 'foreign_series'], ['no number', {}, 'foreign_series'],
    ['nothing paid', { number: 'PAY-FD1-000001', amountCentavos: 0 }, 'invalid'], ['half a centavo', { number: 'PAY-FD1-000001', amountCentavos: 0.5 }, 'invalid'],
    ['an unknown patient', { number: 'PAY-FD1-000001', patientId: uid(404) }, 'not_found'], ['an unknown way to pay', { number: 'PAY-FD1-000001', method: 'shells' as never }, 'invalid'],
  ])('with %s is refused', async (_what, more, refused) => {
    expect(await engines.run('payment.record', { ...payment, ...more })).toEqual({ refused })
    expect([await engines.rows('payments'), await engines.rows('ledger_lines')]).toEqual([[], []])
  })
})

describe('a statement of account', () => {
  const asked = { id: uid(900), patientId: PATIENTS[0], from: '2026-11-01', to: '2026-11-30', note: 'Thank you' } as const

  it('keeps what was printed: name, lines and sums of its period', async () => {
    await engines.run('payment.record', { ...payment, number: 'PAY-FD1-000001', receivedOn: '2026-10-31' })
    await engines.run('payment.record', { ...payment, id: uid(801), number: 'PAY-FD1-000002' })
    const input = await engines.prepare('statement.issue', asked)
    expect(input).toMatchObject({ number: 'SOA-FD1-000001', printed: { patientName: 'Muñoz, Ñandú 0', opening: -50_000, charges: 0, credits: 50_000, closing: -100_000 } })
    expect(await engines.run('statement.issue', input)).toBe('done')
    const [statement] = await engines.rows('statements')
    expect(statement).toMatchObject({ number: 'SOA-FD1-000001', patient_name: 'Muñoz, Ñandú 0', opening_centavos: -50_000, credits_centavos: 50_000, closing_centavos: -100_000, note: 'Thank you', is_voided: false })
    expect(statement!.lines).toEqual(input.printed!.lines)
  })

  it('stays as it was handed out when other charges reach the centre before it', async () => {
    const input = await engines.prepare('statement.issue', asked)
    await engines.run('payment.record', { ...payment, number: 'PAY-FD1-000001' })
    await engines.run('statement.issue', input)
    expect(await engines.rows('statements')).toMatchObject([{ closing_centavos: 0, lines: [] }])
  })

  it('is refused for a period that ends before it starts, for nobody, and where it was not drawn up', async () => {
    await expect(engines.prepare('statement.issue', { ...asked, to: '2026-10-01' })).rejects.toMatchObject({ code: 'bad_period' })
    await expect(engines.prepare('statement.issue', { ...asked, patientId: uid(404) })).rejects.toMatchObject({ code: 'not_found' })
    expect(await engines.run('statement.issue', asked)).toEqual({ refused: 'not_printed' })
    const input = await engines.prepare('statement.issue', asked)
    expect(await engines.run('statement.issue', { ...input, number: 'SOA-FD2-000001' })).toEqual({ refused: 'foreign_series' })
  })
})
