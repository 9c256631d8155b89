import { patientFields } from '../../../../shared/mutators/patient/fields.ts'
import type { PatientField } from '../../../../shared/mutators/patient/fields.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { CsvRow } from '../csv.ts'
import type { DateOrder } from '../options.ts'
import type { ColumnMap, Field } from './columns.ts'
import { parseBirthDate, parseFlag, parseSex, splitFullName, tidyPhone } from './values.ts'
import type { Parsed } from './values.ts'

export type PatientValues = Pick<Row<'patients'>, PatientField>

export interface ReadPatient {
  values: PatientValues
  /** Id in the source; empty when the file has none. */
  legacyId: string
  /** What was not understood; the cell itself is then kept in the notes. */
  remarks: string[]
}

export interface ReadOptions {
  dateOrder: DateOrder
  /** The clinic's today, YYYY-MM-DD. */
  today: string
}

type Cell = (field: Field) => string
type TextField = Exclude<PatientField, 'last_name' | 'first_name' | 'birth_date' | 'sex' | 'is_deceased' | 'notes' | 'pwd_valid_until'>

const LONGEST_ID = 200
const LONGEST_NOTE = 4000
const LABELS: Record<TextField, string> = {
  chart_number: 'Chart number', middle_name: 'Middle name', suffix: 'Suffix', phone: 'Phone', email: 'E-mail', street: 'Street', barangay: 'Barangay', city: 'City',
  province: 'Province', postal_code: 'Postal code', emergency_name: 'Emergency contact', emergency_phone: 'Emergency phone',
  emergency_relation: 'Emergency relation', osca_id: 'Senior citizen ID', pwd_id: 'PWD ID',
}

/** Reads one row by the rules of the form at the desk. What does not fit its field, and is not needed, goes to the notes. */
export function readPatient(row: CsvRow, map: ColumnMap, options: ReadOptions): Parsed<ReadPatient> {
  const cell: Cell = (field) => row.cells[map.columns.get(field) ?? -1]?.trim() ?? ''
  if (row.cells.slice(map.columns.size + map.unused.length).some((extra) => extra.trim() !== '')) return { ok: false, reason: 'The row has more columns than the header.' }
  const names = namesOf(cell, map)
  if (!names.ok) return names
  const birth = parseBirthDate(cell('birth_date'), options.dateOrder, options.today)
  if (!birth.ok) return birth
  if (cell('legacy_id').length > LONGEST_ID) return { ok: false, reason: 'The id is too long.' }
  const aside: Aside = { notes: [cell('notes')], remarks: [] }
  const values = { ...names.value, birth_date: birth.value, pwd_valid_until: null, ...optionalTexts(cell, aside), sex: sexOf(cell, aside), is_deceased: deceasedOf(cell, aside) }
  const notes = aside.notes.filter(Boolean).join('\n')
  if (notes.length > LONGEST_NOTE) return { ok: false, reason: `The notes are longer than ${LONGEST_NOTE} characters.` }
  return { ok: true, value: { values: { ...values, notes }, legacyId: cell('legacy_id'), remarks: aside.remarks } }
}

/** What is put aside while a row is read. */
interface Aside {
  notes: string[]
  remarks: string[]
}

function namesOf(cell: Cell, map: ColumnMap): Parsed<Pick<PatientValues, 'last_name' | 'first_name'>> {
  const apart = map.columns.has('last_name') && map.columns.has('first_name')
  const names = apart ? { last_name: cell('last_name'), first_name: cell('first_name') } : splitFullName(cell('full_name'))
  if (!names) return { ok: false, reason: 'Family and given name stand in one column without a comma between them.' }
  for (const field of ['last_name', 'first_name'] as const) {
    const parsed = patientFields[field].safeParse(names[field])
    if (!parsed.success) return { ok: false, reason: names[field] === '' ? parsed.error.issues[0]!.message : `The ${field === 'last_name' ? 'family' : 'given'} name is too long.` }
  }
  return { ok: true, value: names }
}

function optionalTexts(cell: Cell, aside: Aside): Pick<PatientValues, TextField> {
  const read = (field: TextField): string => {
    const text = field === 'phone' || field === 'emergency_phone' ? tidyPhone(cell(field)) : cell(field)
    const parsed = patientFields[field].safeParse(text)
    if (parsed.success) return parsed.data
    keepAside(aside, LABELS[field], text)
    return ''
  }
  return {
    chart_number: read('chart_number'), middle_name: read('middle_name'), suffix: read('suffix'), phone: read('phone'), email: read('email'),
    street: read('street'), barangay: read('barangay'), city: read('city'), province: read('province'), postal_code: read('postal_code'),
    emergency_name: read('emergency_name'), emergency_phone: read('emergency_phone'), emergency_relation: read('emergency_relation'),
    osca_id: read('osca_id'), pwd_id: read('pwd_id'),
  }
}

function keepAside(aside: Aside, label: string, text: string): void {
  aside.notes.push(`${label} as imported: ${text}`)
  aside.remarks.push(`${label} does not fit and was put into the notes.`)
}

function sexOf(cell: Cell, aside: Aside): PatientValues['sex'] {
  const sex = parseSex(cell('sex'))
  if (sex === null) keepAside(aside, 'Sex', cell('sex'))
  return sex ?? 'unknown'
}

function deceasedOf(cell: Cell, aside: Aside): boolean {
  const flag = parseFlag(cell('deceased'))
  if (flag === null) keepAside(aside, 'Deceased', cell('deceased'))
  return flag ?? false
}
