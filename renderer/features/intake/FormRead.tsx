import type { ReactNode } from 'react'
import { CONDITIONS } from '../../../shared/domain/intake.ts'
import type { HistoryView } from '../../../shared/protocol/views.ts'
import type { IntakeAnswers, NamedItem, NoneKnown } from '../../../shared/schema/tables/intake.ts'
import { useReference } from '../../app/live.ts'
import { intake } from '../../text/en/intake.ts'
import classes from './intake.module.css'

const words = intake.read
const heads = intake.form
const LABELS = new Map<string, string>(CONDITIONS.map(({ code, label }) => [code, label]))

/** A version of the history as it was given. */
export function FormRead({ form }: { form: HistoryView['forms'][number] }) {
  const { answers } = form
  const dentist = useReference()?.people.find(({ id }) => id === answers.preferredDentistId)?.display_name
  const conditions = [...answers.conditions.map((code) => LABELS.get(code) ?? code), ...(answers.otherConditions ? [answers.otherConditions] : [])]
  const { emergency, insurance } = answers
  const facts: [string, ReactNode][] = [
    [heads.allergies, list(answers.allergies.map(named), answers, 'allergies')],
    [heads.medications, list(answers.medications.map(named), answers, 'medications')],
    [heads.conditions, list(conditions, answers, 'conditions')],
    [heads.history, answers.history || words.notAsked],
    [heads.concerns, answers.concerns],
    [heads.emergency, [emergency.name, emergency.relation, emergency.phone].filter(Boolean).join(', ') || words.notAsked],
    [heads.insurance, [insurance.provider, insurance.memberNumber, insurance.principal].filter(Boolean).join(', ')],
    [words.dentist, dentist],
    [words.answeredBy, answers.answeredBy || words.patientHimself],
  ]
  return (
    <dl className={classes.pairs}>
      {facts.filter(([, value]) => Boolean(value)).map(([head, value]) => [<dt key={head}>{head}</dt>, <dd key={`${head} value`}>{value}</dd>])}
    </dl>
  )
}

function named({ label, note }: NamedItem): string {
  return note ? `${label}: ${note}` : label
}

/** What was named; "none" only where it was asked and answered so. */
function list(items: readonly string[], answers: IntakeAnswers, kind: NoneKnown): ReactNode {
  if (items.length === 0) return answers.noneKnown?.includes(kind) ? words.none : words.notAsked
  return <ul>{items.map((item) => <li key={item}>{item}</li>)}</ul>
}
