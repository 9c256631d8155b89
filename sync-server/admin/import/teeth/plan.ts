import { CentreError } from '../../../centre/errors.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { CsvFile, CsvRow } from '../csv.ts'
import type { Finding } from '../report.ts'
import { readTooth } from './codes.ts'
import type { ToothEntry } from './codes.ts'

export interface ExaminedPerson {
  /** SEQN, the number of the person in the survey. */
  id: string
  sex: Row<'patients'>['sex']
  notes: string
  entries: ToothEntry[]
}

export interface TeethPlan {
  create: ExaminedPerson[]
  findings: Finding[]
}

const NEEDED = ['SEQN', 'RIDAGEYR', 'RIAGENDR', 'OHDDESTS', 'OHX01TC', 'OHX02CTC', 'OHX02CSC', 'OHX32TC'] as const
/** The survey writes 80 for everybody of 80 years and more. */
const OLDEST = 80
const COMPLETE = '1'

/** Decides what becomes of each person of an NHANES tooth examination. Throws a CentreError for another sort of file. */
export function planTeeth(file: CsvFile, existing: ReadonlySet<string>): TeethPlan {
  const columns = new Map(file.header.map((heading, index) => [heading.toUpperCase(), index]))
  if (NEEDED.some((heading) => !columns.has(heading))) throw new CentreError('This is not the NHANES tooth examination: columns such as SEQN, RIDAGEYR and OHX02CTC are missing.')
  const plan: TeethPlan = { create: [], findings: [] }
  const seen = new Set<string>()
  for (const row of file.rows) {
    const cell = (heading: string) => row.cells[columns.get(heading) ?? -1]?.trim() ?? ''
    const { finding, person } = planRow(row, cell, existing, seen)
    plan.findings.push(finding)
    if (person) plan.create.push(person)
  }
  return plan
}

type Cell = (heading: string) => string

function planRow(row: CsvRow, cell: Cell, existing: ReadonlySet<string>, seen: Set<string>): { finding: Finding; person?: ExaminedPerson } {
  const about = (outcome: Finding['outcome'], reason = '') => ({ finding: { outcome, record: 'patient', where: `line ${row.line}`, reason } })
  const id = cell('SEQN')
  if (!/^\d{1,9}$/.test(id)) return about('rejected', 'The survey number is missing.')
  if (seen.has(id)) return about('needs_review', 'The survey number stands in the file twice.')
  seen.add(id)
  if (existing.has(id)) return about('matched')
  const age = cell('RIDAGEYR')
  if (!/^\d{1,2}$/.test(age)) return about('rejected', 'The age is missing.')
  const entries: ToothEntry[] = []
  for (let universal = 1; universal <= 32; universal++) {
    const number = String(universal).padStart(2, '0')
    const code = (suffix: string) => cell(`OHX${number}${suffix}`)
    const tooth = readTooth(universal, { presence: code('TC'), condition: code('CTC'), surfaces: code('CSC'), sealant: code('SE') })
    if (!tooth.ok) return about('rejected', tooth.reason)
    entries.push(...tooth.entries)
  }
  const isComplete = cell('OHDDESTS') === COMPLETE
  const person: ExaminedPerson = { id, sex: sexOf(cell('RIAGENDR')), notes: notesOf(Number(age), isComplete), entries }
  return { ...about('created', isComplete ? '' : 'The examination was not completed; no teeth are charted.'), person }
}

function sexOf(code: string): ExaminedPerson['sex'] {
  if (code === '1') return 'male'
  return code === '2' ? 'female' : 'unknown'
}

/** An age is not a birth date: it is kept as it was recorded. */
function notesOf(age: number, isComplete: boolean): string {
  const years = age >= OLDEST ? `${OLDEST} or more` : String(age)
  const status = isComplete ? '' : ' The examination was not completed.'
  return `NHANES 2017-18. Age at the examination in years: ${years}. The birth date is not known.${status}`
}
