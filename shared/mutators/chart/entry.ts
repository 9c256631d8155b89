import { isFinding } from '../../domain/findings.ts'
import { tidySurfaces } from '../../domain/surfaces.ts'
import { isTooth } from '../../domain/teeth.ts'
import { z } from 'zod'
import { day, id, note } from '../fields.ts'
import { Refusal } from '../mutator.ts'

export const toothFields = {
  patientId: id,
  /** ISO 3950 two digits; null for the whole mouth. */
  tooth: z.string().refine(isTooth, 'That is not a tooth of ISO 3950.').nullable(),
  surfaces: z.string().max(12).default(''),
  note: note.default(''),
  effectiveDate: day,
}

export const findingCode = z.string().refine(isFinding, 'That finding is not known.')

/** Surfaces in their canonical order, or a refusal a dentist understands; never dropped silently. */
export function checkedSurfaces(tooth: string | null, surfaces: string): string {
  if (surfaces === '') return ''
  if (tooth === null) throw new Refusal('no_tooth', 'Surfaces need a tooth.')
  const tidied = tidySurfaces(tooth, surfaces)
  if (!tidied.ok) throw new Refusal('bad_surfaces', tidied.message)
  return tidied.surfaces
}
