import { CLEANING } from '../../support/world.ts'
import { day, rows, some, someAppointment, someone, slot } from './sight.ts'
import type { Generators } from './sight.ts'

export const SCHEDULE_WRITES: Generators = {
  'appointment.book': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, serviceId: CLEANING, ...slot(see) }
  },
  'appointment.move': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: appointment.id, ...slot(see) }
  },
  'appointment.confirm': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: appointment.id }
  },
  'appointment.unconfirm': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: appointment.id }
  },
  'appointment.cancel': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: appointment.id, missed: see.dice.chance(0.3) }
  },
  'appointment.flow': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: appointment.id, flow: see.dice.of(['none', 'arrived', 'in_chair', 'done'] as const) }
  },
  'attention.resolve': (see) => {
    const item = some(see, 'attention_items')
    return item && { id: item.id, resolution: `Settled ${see.number}` }
  },
  'request.enter': (see) => {
    const appointment = someAppointment(see)
    const isCancel = see.dice.chance(0.3)
    return appointment && { id: see.dice.uuid(), appointmentId: appointment.id, kind: isCancel ? 'cancel' : 'reschedule', slot: isCancel ? null : slot(see) }
  },
  'request.approve': (see) => {
    const request = some(see, 'appointment_requests')
    return request && { id: request.id }
  },
  'request.reject': (see) => {
    const request = some(see, 'appointment_requests')
    return request && { id: request.id }
  },
  'request.withdraw': (see) => {
    const request = some(see, 'appointment_requests')
    return request && { id: request.id }
  },
  'asap.save': (see) => {
    const before = see.dice.chance(0.3) ? some(see, 'asap_entries') : undefined
    return { id: before?.id ?? see.dice.uuid(), patientId: before?.patient_id ?? someone(see), durationMinutes: 30, note: `Soon ${see.number}` }
  },
  'asap.remove': (see) => {
    const entry = some(see, 'asap_entries')
    return entry && { id: entry.id }
  },
  'asap.fill': (see) => {
    const entry = some(see, 'asap_entries')
    return entry && { id: entry.id, appointmentId: see.dice.uuid(), ...slot(see) }
  },
  'unscheduled.dismiss': (see) => {
    const appointment = see.dice.of(rows(see, 'appointments').filter(({ status }) => status === 'cancelled' || status === 'missed'))
    return appointment && { id: see.dice.uuid(), appointmentId: appointment.id }
  },
  'unscheduled.restore': (see) => {
    const dismissal = some(see, 'unscheduled_dismissals')
    return dismissal && { id: dismissal.id }
  },
  'confirmation.record': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: see.dice.uuid(), appointmentId: appointment.id, outcome: see.dice.of(['confirmed', 'left_message', 'no_answer'] as const) }
  },
  'recall.record': (see) => {
    const kind = some(see, 'recall_types')
    const isSnoozed = see.dice.chance(0.3)
    return kind && { id: see.dice.uuid(), patientId: someone(see), recallTypeId: kind.id, outcome: isSnoozed ? 'snoozed' : 'contacted', snoozedUntil: isSnoozed ? day(see.today + 7 * 86_400_000) : null }
  },
  'reminder.note': (see) => {
    const appointment = someAppointment(see)
    return appointment && { id: see.dice.uuid(), appointmentId: appointment.id, startsAt: appointment.starts_at, channel: 'copied' }
  },
  'reminder.claim': (see) => {
    const appointment = someAppointment(see)
    return appointment && { appointmentId: appointment.id, startsAt: appointment.starts_at }
  },
  'reminder.finish': (see) => {
    const reminder = some(see, 'reminder_log')
    return reminder && { id: reminder.id, outcome: see.dice.of(['done', 'failed'] as const) }
  },
  'notification.read': (see) => {
    const news = some(see, 'notifications')
    return news && { ids: [news.id] }
  },
}
