import { fillConsent, isSignature } from '../../../shared/domain/consent.ts'
import type { Placeholder } from '../../../shared/domain/consent.ts'
import type { MutationInput } from '../../../shared/mutators/index.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { newId } from '../../api/hooks.ts'
import { consents } from '../../text/en/consents.ts'

const { errors } = consents
export const FULL_AGE = 18

/** What is filled in while somebody signs. */
export interface Signing {
  dentistId: string | null
  procedure: string
  who: 'patient' | 'other'
  signerName: string
  relation: string
  witness: string
  method: 'drawn' | 'typed'
  strokes: Strokes
  agreed: boolean
}
export type SigningProblems = Partial<Record<'procedure' | 'signerName' | 'relation' | 'strokes' | 'agreed', string>>

type Template = Row<'consent_templates'>
type Patient = Row<'patients'>

/** "Ana Liza Reyes Muñoz": as people write their own name under a text. */
export function writtenName({ first_name, middle_name, last_name, suffix }: Pick<Patient, 'first_name' | 'middle_name' | 'last_name' | 'suffix'>): string {
  return [first_name, middle_name, last_name, suffix].map((part) => part.trim()).filter(Boolean).join(' ')
}

/** Whether the text asks for this when it is signed. */
export function asksFor(template: Pick<Template, 'body'>, name: Placeholder): boolean {
  return template.body.includes(`{${name}}`)
}

/** The text as it will be kept. @param today as it is printed @param dentist empty when none was chosen */
export function textOf(template: Pick<Template, 'body'>, { procedure }: Signing, fixed: { patient: Patient; today: string; clinic: string; dentist: string }): string {
  return fillConsent(template.body, { patient: writtenName(fixed.patient), date: fixed.today, clinic: fixed.clinic, dentist: fixed.dentist, procedure: procedure.trim() })
}

/** What is missing before it can be signed; empty when nothing. */
export function signingProblems(signing: Signing, template: Pick<Template, 'body'>): SigningProblems {
  const problems: SigningProblems = {}
  if (asksFor(template, 'procedure') && signing.procedure.trim() === '') problems.procedure = errors.procedure
  if (signing.signerName.trim() === '') problems.signerName = errors.name
  if (signing.who === 'other' && signing.relation.trim() === '') problems.relation = errors.relation
  if (signing.method === 'drawn' && !isSignature(signing.strokes)) problems.strokes = errors.strokes
  if (signing.method === 'typed' && !signing.agreed) problems.agreed = errors.agree
  return problems
}

/** Whether somebody has begun to sign: from then on the text stays as it is. */
export function isFrozen({ method, strokes, agreed }: Signing): boolean {
  return method === 'drawn' ? strokes.length > 0 : agreed
}

export function signInput(signing: Signing, template: Template, patient: Patient, body: string): MutationInput<'consent.sign'> {
  return {
    id: newId(), patientId: patient.id, templateId: template.id, title: template.title, body,
    signedBy: signing.signerName.trim(), signerRelation: signing.who === 'other' ? signing.relation.trim() : '',
    method: signing.method, strokes: signing.method === 'drawn' ? signing.strokes : [], witnessName: signing.witness.trim(),
  }
}
