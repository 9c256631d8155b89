import { Radio, Text } from '@mantine/core'
import { fullName } from '../../../../shared/domain/names.ts'
import type { PatientField } from '../../../../shared/mutators/patient/fields.ts'
import type { MergePreview, MergeSide } from '../../../../shared/protocol/views.ts'
import { patients } from '../../../text/en/patients.ts'
import { records } from '../../../text/en/records.ts'
import { formatDate } from '../../../ui/format.ts'
import { agreeing, differing, sideOf } from './choices.ts'
import type { Picks, Side } from './choices.ts'
import classes from './duplicates.module.css'

const words = records.merge
const { fields } = patients.form
const SIDES = ['into', 'from'] as const satisfies readonly Side[]
const SIDE_WORDS = { into: words.stays, from: words.goesIn } as const

interface FieldsTableProps {
  preview: MergePreview
  picks: Picks
  onPick: (field: PatientField, side: Side) => void
}

/** The fields in which the records differ, with the value to keep marked in each line. */
export function FieldsTable({ preview, picks, onPick }: FieldsTableProps) {
  const { into, from } = preview
  const differ = differing(into.patient, from.patient)
  const agree = agreeing(into.patient, from.patient)
  return (
    <div>
      <table className={classes.table} aria-label={words.which}>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            {SIDES.map((side) => <th key={side} scope="col"><SideName side={side} of={preview[side]} /></th>)}
          </tr>
        </thead>
        <tbody>
          {differ.map((field) => (
            <tr key={field}>
              <th scope="row">{fields[field]}</th>
              {SIDES.map((side) => {
                const text = shownValue(field, preview[side].patient[field])
                return (
                  <td key={side}>
                    <Radio name={`keep-${field}`} label={text} aria-label={words.pick(fields[field], text, SIDE_WORDS[side])} checked={sideOf(field, into.patient, from.patient, picks) === side} onChange={() => onPick(field, side)} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="xs" c="dimmed" mt={6}>{differ.length === 0 ? words.allSame : words.same(agree.map((field) => fields[field]).join(', '))}</Text>
    </div>
  )
}

function SideName({ side, of: { hit, patient } }: { side: Side; of: MergeSide }) {
  return (
    <>
      <span className={classes.side} data-side={side}>{SIDE_WORDS[side]}</span>
      <span className={classes.name}>{fullName(patient)}</span>
      <span className={classes.chart}>{words.chart(hit.chartNumber)}</span>
    </>
  )
}

function shownValue(field: PatientField, value: MergeSide['patient'][PatientField]): string {
  if (typeof value === 'boolean') return value ? patients.form.deceasedYes : patients.form.deceasedNo
  if (value === null || value.trim() === '') return words.empty
  if (field === 'sex') return patients.sex[value as keyof typeof patients.sex]
  return field === 'birth_date' || field === 'pwd_valid_until' ? formatDate(value) : value
}

/** How many rows of each kind belong to either record, and together. */
export function CountsTable({ preview: { into, from } }: { preview: MergePreview }) {
  const kinds = (Object.keys(words.counts) as (keyof typeof words.counts)[]).filter((kind) => (into.counts[kind] ?? 0) + (from.counts[kind] ?? 0) > 0)
  if (kinds.length === 0) return null
  const count = (kind: (typeof kinds)[number]) => [into.counts[kind] ?? 0, from.counts[kind] ?? 0] as const
  const lines: [string, (kind: (typeof kinds)[number]) => number][] = [[words.stays, (kind) => count(kind)[0]], [words.goesIn, (kind) => count(kind)[1]], [words.together, (kind) => count(kind)[0] + count(kind)[1]]]
  return (
    <table className={classes.table} aria-label={words.moves}>
      <thead>
        <tr><th scope="col">{words.moves}</th>{kinds.map((kind) => <th key={kind} scope="col">{words.counts[kind]}</th>)}</tr>
      </thead>
      <tbody>
        {lines.map(([label, of]) => <tr key={label}><th scope="row">{label}</th>{kinds.map((kind) => <td key={kind} className="tabular">{of(kind)}</td>)}</tr>)}
      </tbody>
    </table>
  )
}
