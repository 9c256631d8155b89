import { z } from 'zod'
import { fefo } from '../stock/fefo.ts'
import { notifyIfLow, onHandOf } from '../notifications/low-stock.ts'
import { centavos, id } from '../fields.ts'
import { defineMutator, mustBeDentist, mustExist, mustGet, Refusal } from '../mutator.ts'
import type { MutationContext, Tx } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'
import { recordsOf } from '../patient/family.ts'
import { checkedSurfaces, toothFields } from './entry.ts'

const input = z.object({
  id,
  ...toothFields,
  serviceId: id,
  dentistId: id,
  appointmentId: id.nullable().default(null),
  /** What was agreed with the patient; the price list may change before the centre hears of it. */
  priceCentavos: centavos,
  /** The critical alerts that the screen showed and the person said to have read. Left out by programs that do not ask. */
  seenAlertIds: z.array(id).max(200).optional(),
})
type Input = z.output<typeof input>

/** Completes a service: chart entry, charge and stock use, all or nothing (domain §1.1). */
export const completeTreatment = defineMutator({
  name: 'treatment.complete',
  permission: 'treatment.complete',
  input,
  patientOf: (value) => value.patientId,
  async prepare(tx, value) {
    if (value.seenAlertIds) await mustHaveSeen(tx, value.patientId, value.seenAlertIds)
    return value
  },
  async apply(tx, value, ctx) {
    const patient = await mustGet(tx, 'patients', value.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    await mustBeDentist(tx, value.dentistId)
    await mustExist(tx, 'appointments', value.appointmentId, 'The visit')
    const service = await mustGet(tx, 'services', value.serviceId, 'The service')
    const surfaces = checkedSurfaces(value.tooth, value.surfaces)
    if (service.treatment_area !== 'mouth' && value.tooth === null) throw new Refusal('no_tooth', `${service.name} needs a tooth.`)
    if (service.treatment_area === 'surface' && surfaces === '') throw new Refusal('no_surface', `${service.name} needs at least one surface.`)
    await tx.insert('chart_entries', chartEntry(value, service, surfaces, ctx))
    await tx.insert('ledger_lines', charge(value, service, surfaces, ctx))
    await useRecipe(tx, value, ctx)
  },
})

/** Only the desk asks: at the centre the treatment has long been given. */
async function mustHaveSeen(tx: Tx, patientId: string, seen: readonly string[]): Promise<void> {
  const standing = await tx.select('medical_alerts', [['patient_id', 'in', await recordsOf(tx, patientId)], ['severity', '=', 'critical'], ['ended_at', 'is null']])
  if (standing.some((alert) => !seen.includes(alert.id))) throw new Refusal('alert_unseen', 'The patient has a critical medical alert that was not read here. Look at the alerts, then complete the service again.')
}

function chartEntry(value: Input, service: Row<'services'>, surfaces: string, ctx: MutationContext): Row<'chart_entries'> {
  return {
    id: value.id,
    clinic_id: ctx.clinicId,
    created_at: ctx.at,
    patient_id: value.patientId,
    tooth: value.tooth,
    surfaces,
    layer: 'completed',
    finding: service.finding ?? 'treatment',
    note: value.note,
    service_id: value.serviceId,
    appointment_id: value.appointmentId,
    dentist_id: value.dentistId,
    effective_date: value.effectiveDate,
    recorded_by: ctx.actorId,
    voids_entry_id: null,
    legacy_source: null,
    legacy_id: null,
  }
}

function charge(value: Input, service: Row<'services'>, surfaces: string, ctx: MutationContext): Row<'ledger_lines'> {
  const where = [value.tooth, surfaces].filter(Boolean).join(' ')
  return {
    id: ctx.idFor('charge'),
    clinic_id: ctx.clinicId,
    created_at: ctx.at,
    patient_id: value.patientId,
    kind: 'charge',
    amount_centavos: value.priceCentavos,
    entry_date: value.effectiveDate,
    description: where ? `${service.name}, tooth ${where}` : service.name,
    service_id: value.serviceId,
    chart_entry_id: value.id,
    appointment_id: value.appointmentId,
    dentist_id: value.dentistId,
    payment_id: null,
    invoice_id: null,
    voids_line_id: null,
    legacy_source: null,
    legacy_id: null,
    created_by: ctx.actorId,
  }
}

async function useRecipe(tx: Tx, value: Input, ctx: MutationContext): Promise<void> {
  const recipe = await tx.select('service_recipes', [['service_id', '=', value.serviceId]], { orderBy: ['id'] })
  for (const part of recipe) {
    const before = await onHandOf(tx, part.item_id)
    for (const take of await fefo(tx, part.item_id, part.quantity)) {
      await tx.insert('stock_movements', {
        id: ctx.idFor(`use:${part.item_id}:${take.lotId ?? 'none'}`),
        clinic_id: ctx.clinicId,
        created_at: ctx.at,
        item_id: part.item_id,
        lot_id: take.lotId,
        kind: 'use',
        quantity: -take.quantity,
        reason: 'Treatment',
        chart_entry_id: value.id,
        moved_by: ctx.actorId,
      })
    }
    await notifyIfLow(tx, ctx, part.item_id, before)
  }
}
