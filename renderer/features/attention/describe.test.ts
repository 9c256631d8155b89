import { describe, expect, it } from 'vitest'
import type { AttentionItem } from '../../../shared/protocol/views.ts'
import { CHAIR_1, DR_REYES, id, ZONE } from '../../testing/fixtures.ts'
import { askedFor, changeText, otherValues, refusedBooking, titleOf, valueText } from './describe.ts'

function item(patch: Partial<AttentionItem>): AttentionItem {
  return {
    id: id('5', 1), clinic_id: id('a', 1), created_at: '', mutation_id: id('5', 2), client_id: id('6', 1), mutation: 'appointment.book', outcome: 'rejected', code: 'slot_taken', message: 'The chair is already booked at that time.',
    input: {}, losses: [], patient_id: id('7', 1), made_by: id('d', 9), made_at: '2026-11-20T01:00:00.000Z', resolved_at: null, resolved_by: null, resolution: null,
    patientName: 'Patient 1', madeByName: 'Maria Santos', deviceName: 'Front desk 1', resolvedByName: null, isPatientHere: true, current: {}, appointment: null, ...patch,
  }
}
const INPUT = { id: id('8', 1), patientId: id('7', 1), serviceId: null, notes: 'x', locationId: id('f', 1), operatoryId: CHAIR_1, dentistId: DR_REYES, startsAt: '2026-11-20T01:30:00.000Z', endsAt: '2026-11-20T02:00:00.000Z' }

describe('an item of Needs attention', () => {
  it('gives back the refused booking and says what was asked for', () => {
    expect(refusedBooking(item({ input: INPUT }))).toMatchObject({ patientId: INPUT.patientId, operatoryId: CHAIR_1 })
    expect(askedFor(item({ input: INPUT }), ZONE)).toBe('Fri 20 Nov 2026, 9:30 AM, 30 min')
  })

  it('does not stumble over an input of an older program', () => {
    expect(refusedBooking(item({ input: { when: 'tomorrow' } }))).toBeNull()
    expect(askedFor(item({ input: null }), ZONE)).toBeNull()
    expect(titleOf(item({ mutation: 'unheard.of' }))).toBe('A step was not possible')
  })

  it('offers to put the other value in, from what stands now', () => {
    const merged = item({ mutation: 'patient.edit', outcome: 'merged', losses: [{ field: 'phone', kept: '0917', lost: '0918' }] })
    expect(otherValues(merged)).toEqual([{ field: 'phone', from: '0917', to: '0918' }])
    expect(otherValues({ ...merged, losses: [{ field: 'no_such_field', kept: 1, lost: 2 }] })).toEqual([])
    expect(otherValues(item({ input: INPUT }))).toEqual([])
  })

  it('names an amount that was asked for', () => {
    expect(askedFor(item({ mutation: 'payment.record', input: { amountCentavos: 85_000 } }), ZONE)).toBe('₱850.00')
  })

  it('says what waits in the same words', () => {
    const change = { slot: null, fields: [], amountCentavos: null }
    expect(changeText({ ...change, mutation: 'appointment.book', slot: INPUT }, ZONE)).toBe('Booking: Fri 20 Nov 2026, 9:30 AM, 30 min')
    expect(changeText({ ...change, mutation: 'patient.edit', fields: ['phone', 'city'] }, ZONE)).toBe('Change of a patient: Phone, City')
    expect(changeText({ ...change, mutation: 'payment.record', amountCentavos: 50_000 }, ZONE)).toBe('Payment: ₱500.00')
    expect(changeText({ ...change, mutation: 'of.another.version' }, ZONE)).toBe('A change')
  })

  it('shows values as people write them', () => {
    expect([valueText(''), valueText(null), valueText(true), valueText('1985-03-04'), valueText('Santos')]).toEqual(['(empty)', '(empty)', 'Yes', '4 Mar 1985', 'Santos'])
  })
})
