import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { addMinutes } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { appointment, CHAIRS, minutes, uid } from '../../../tests/support/world.ts'
import { renderDay } from './day.ts'

function booked(n: number, more: Partial<DayAppointment> = {}): DayAppointment {
  return {
    ...appointment(uid(n), { starts_at: minutes(60 + n * 5), ends_at: minutes(65 + n * 5) }), patientName: `Muñoz, Ñandú ${n}`, patientPhone: '0917 555 0101', dentistName: 'Dr. Reyes', dentistColour: null,
    serviceName: 'Cleaning', serviceColour: null, alerts: [], isNewPatient: false, isWaiting: false, ...more,
  }
}

function dayOf(appointments: DayAppointment[], more: Partial<DayView> = {}): DayView {
  return {
    date: '2026-11-20', timezone: 'Asia/Manila', hours: null, closedDay: null, slotMinutes: 15, dentists: [],
    operatories: CHAIRS.map((id, index) => ({ id, name: `Chair ${index + 1}`, locationId: uid(10) })),
    timetable: { zone: 'Asia/Manila', hours: [], closedDays: [], blockouts: [], availability: [], dentistDates: [] }, appointments, ...more,
  }
}

async function pagesOf(view: DayView): Promise<string[]> {
  const pdf = await renderDay({ clinicName: 'Ngiping Malusog', view, now: minutes(0) })
  const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: false })
  return text.map((page) => page.replaceAll(/\s+/g, ' '))
}

describe('the printed day', () => {
  it('has each chair with who comes when, for what, how to reach them and what to know', async () => {
    const [page = ''] = await pagesOf(dayOf([booked(1, { alerts: ['Penicillin'], notes: 'Brings X-rays', isNewPatient: true }), booked(2, { operatory_id: CHAIRS[1], status: 'cancelled' })]))
    for (const part of ['Schedule of Nov 20, 2026', 'Ngiping Malusog', '1 appointment', 'Chair 1', '9:05 AM', 'Muñoz, Ñandú 1', '0917 555 0101', 'Cleaning', 'Dr. Reyes', 'To confirm', 'New patient', 'Alerts: Penicillin. Brings X-rays', 'Cancelled', 'Chair 3', 'Nobody is booked.', 'Page 1 of 1']) expect(page).toContain(part)
    expect(page.indexOf('Chair 1')).toBeLessThan(page.indexOf('Chair 2'))
  })

  it('repeats its heads on every sheet, numbers them and loses nobody', async () => {
    const many = Array.from({ length: 90 }, (_, n) => booked(n))
    const pages = await pagesOf(dayOf(many))
    expect(pages.length).toBeGreaterThan(2)
    for (const [index, page] of pages.entries()) expect(page).toContain(`Page ${index + 1} of ${pages.length}`)
    for (const page of pages) expect(page).toContain('Schedule of Nov 20, 2026')
    expect(pages[1]).toContain('Chair 1 (continued)')
    expect(pages[1]).toContain('Patient Service Dentist Status')
    const all = pages.join(' ')
    for (const { patientName } of many) expect(all).toContain(`${patientName} `)
  })

  it('keeps what has no chair of today, and marks times of another day', async () => {
    const [page = ''] = await pagesOf(dayOf([booked(1, { operatory_id: null, starts_at: addMinutes('2026-11-19T16:00:00.000Z', -30), ends_at: '2026-11-19T16:30:00.000Z' })], { closedDay: 'Founding day' }))
    expect(page).toContain('No chair')
    expect(page).toContain('11:30 PM*')
    expect(page).toContain('closed: Founding day')
  })
})
