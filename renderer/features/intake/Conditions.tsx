import { Checkbox, Text, TextInput } from '@mantine/core'
import { CONDITIONS } from '../../../shared/domain/intake.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { IntakeAnswers } from '../../../shared/schema/tables/intake.ts'
import { intake } from '../../text/en/intake.ts'
import classes from './intake.module.css'

const words = intake.form
/** Asked apart from the illnesses: they come and go. */
const HABITS = new Set(['pregnant', 'smoker'])

interface ConditionsProps {
  answers: IntakeAnswers
  sex: Row<'patients'>['sex']
  problem: string | undefined
  onChange: (patch: Partial<IntakeAnswers>) => void
}

/** What the form lists, to tick, and room for what it does not. */
export function Conditions({ answers, sex, problem, onChange }: ConditionsProps) {
  const asked = CONDITIONS.filter(({ code }) => code !== 'pregnant' || sex !== 'male' || answers.conditions.includes(code))
  const isNone = answers.noneKnown?.includes('conditions') ?? false
  const isNamed = answers.conditions.length > 0 || answers.otherConditions.trim() !== ''
  const tick = (code: string, isTicked: boolean) => onChange({ conditions: isTicked ? [...answers.conditions, code] : answers.conditions.filter((other) => other !== code) })
  const boxes = (wanted: boolean) => asked.filter(({ code }) => HABITS.has(code) === wanted).map(({ code, label }) => (
    <Checkbox key={code} size="md" label={label} checked={answers.conditions.includes(code)} onChange={(event) => tick(code, event.currentTarget.checked)} />
  ))
  const none = (checked: boolean) => {
    const others = (answers.noneKnown ?? []).filter((kind) => kind !== 'conditions')
    onChange({ noneKnown: checked ? [...others, 'conditions'] : others })
  }
  return (
    <>
      <fieldset className={classes.part}>
        <legend>{words.conditions}</legend>
        <div className={classes.boxes}>{boxes(false)}</div>
        <TextInput mt={8} label={words.otherConditions} maxLength={1000} autoComplete="off" value={answers.otherConditions} onChange={(event) => onChange({ otherConditions: event.currentTarget.value })} />
        <div className={classes.partFoot}>
          <Checkbox id="intake-conditions" size="md" label={words.conditionsNone} checked={isNone && !isNamed} disabled={isNamed} onChange={(event) => none(event.currentTarget.checked)} aria-invalid={problem ? true : undefined} aria-describedby={problem ? 'intake-conditions-problem' : undefined} />
        </div>
        {problem && <Text id="intake-conditions-problem" size="xs" c="red.8">{problem}</Text>}
      </fieldset>
      <fieldset className={classes.part}>
        <legend>{words.habits}</legend>
        <div className={classes.boxes}>{boxes(true)}</div>
      </fieldset>
    </>
  )
}
