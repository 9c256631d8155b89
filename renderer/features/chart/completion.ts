import { formatAmount, parsePeso } from '../../../shared/domain/money.ts'
import { tidySurfaces } from '../../../shared/domain/surfaces.ts'
import { isTooth } from '../../../shared/domain/teeth.ts'
import { isDate, localOf } from '../../../shared/domain/time.ts'
import type { MutationInput } from '../../../shared/mutators/index.ts'
import type { Visit } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { chart } from '../../text/en/chart.ts'
import { tidyDay } from '../fields/DayField.tsx'

const errors = chart.complete.errors

export interface CompletionForm {
  serviceId: string | null
  tooth: string
  surfaces: string
  dentistId: string | null
  price: string
  date: string
  note: string
}
export type CompletionErrors = Partial<Record<keyof CompletionForm, string>>

type Service = Row<'services'>

/** The form with another service chosen: its price comes from the list, its tooth stays. */
export function withService(form: CompletionForm, service: Service | undefined): CompletionForm {
  return { ...form, serviceId: service?.id ?? null, price: service ? formatAmount(service.price_centavos) : form.price }
}

/** What is still missing or wrong. Tooth and surfaces are only asked as far as the service needs them. */
export function completionErrors(form: CompletionForm, service: Service | undefined): CompletionErrors {
  const found: CompletionErrors = {}
  if (!service) found.serviceId = errors.service
  if (!form.dentistId) found.dentistId = errors.dentist
  const price = parsePeso(form.price)
  if (price === null || price < 0) found.price = errors.price
  if (!isDate(tidyDay(form.date))) found.date = errors.date
  if (service && service.treatment_area !== 'mouth' && !isTooth(form.tooth.trim())) found.tooth = errors.tooth
  if (service?.treatment_area === 'surface' && !found.tooth) {
    const tidied = tidySurfaces(form.tooth.trim(), form.surfaces)
    if (!tidied.ok) found.surfaces = tidied.message
    else if (tidied.surfaces === '') found.surfaces = errors.surfaces
  }
  return found
}

/** The mutation of a form without errors; null when there are some. */
export function completionInput(form: CompletionForm, service: Service | undefined, fixed: { id: string; patientId: string; appointmentId: string | null }): MutationInput<'treatment.complete'> | null {
  const price = parsePeso(form.price)
  if (!service || !form.dentistId || price === null || Object.keys(completionErrors(form, service)).length > 0) return null
  const { treatment_area: area } = service
  return {
    ...fixed,
    serviceId: service.id,
    dentistId: form.dentistId,
    tooth: area === 'mouth' ? null : form.tooth.trim(),
    surfaces: area === 'surface' ? form.surfaces : '',
    priceCentavos: price,
    effectiveDate: tidyDay(form.date),
    note: form.note,
  }
}

/** The visit of this day that a treatment belongs to: the one in the chair, else the first that was not called off. */
export function visitOn(visits: readonly Visit[], date: string, zone: string): Visit | null {
  const open = visits
    .filter((visit) => visit.status !== 'cancelled' && visit.status !== 'missed' && localOf(visit.starts_at, zone).date === date)
    .toSorted((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
  return open.find((visit) => visit.flow === 'in_chair') ?? open[0] ?? null
}
