import { createHash } from 'node:crypto'
import { blocksOf, likeness } from '../../../../shared/domain/duplicates.ts'
import type { Agreement, Identity } from '../../../../shared/domain/duplicates.ts'
import { digitsOf, fold, fullName } from '../../../../shared/domain/names.ts'
import type { CsvFile } from '../csv.ts'
import type { Finding } from '../report.ts'
import { mapColumns } from './columns.ts'
import { readPatient } from './row.ts'
import type { PatientValues, ReadOptions } from './row.ts'

/** A patient of the clinic, as far as an import compares with it. */
export type KnownPatient = Identity
/** As much of one as tells namesakes apart. */
export type Namesake = Pick<KnownPatient, 'last_name' | 'first_name' | 'birth_date' | 'phone'>

export interface Existing {
  /** Ids of this source that the clinic has already, withdrawn records included. */
  legacyIds: ReadonlySet<string>
  patients: readonly KnownPatient[]
}

export interface PlannedPatient {
  values: PatientValues
  legacyId: string
}

export interface PatientPlan {
  create: PlannedPatient[]
  findings: Finding[]
  remarks: string[]
}

export interface PlanOptions extends ReadOptions {
  /** Also create those that look like somebody already there. */
  createDuplicates: boolean
}

/** Decides what becomes of each row; reads and writes nothing else. Running it on its own result changes nothing. */
export function planPatients(file: CsvFile, existing: Existing, options: PlanOptions): PatientPlan {
  const map = mapColumns(file.header)
  const plan: PatientPlan = { create: [], findings: [], remarks: map.unused.map((heading) => `Column not imported: ${heading}`) }
  const known = new KnownPeople(existing.patients)
  const ids = new Map<string, number>()
  for (const row of file.rows) {
    const where = `line ${row.line}`
    const read = readPatient(row, map, options)
    if (!read.ok) {
      plan.findings.push({ outcome: 'rejected', record: 'patient', where, reason: read.reason })
      continue
    }
    const { values, remarks } = read.value
    const legacyId = read.value.legacyId || derivedId(values)
    const finding = { record: 'patient', where, name: fullName(values) }
    const twin = ids.get(legacyId)
    const looksLike = known.find(values)
    ids.set(legacyId, twin ?? row.line)
    if (twin !== undefined) {
      const reason = read.value.legacyId ? `The id already stands on line ${twin}.` : `Says the same as line ${twin}.`
      plan.findings.push({ ...finding, outcome: 'needs_review', reason })
    } else if (existing.legacyIds.has(legacyId)) {
      plan.findings.push({ ...finding, outcome: 'matched', reason: '' })
    } else if (looksLike !== null && !options.createDuplicates) {
      plan.findings.push({ ...finding, outcome: 'needs_review', reason: looksLike })
    } else {
      plan.create.push({ values, legacyId })
      plan.findings.push({ ...finding, outcome: 'created', reason: [looksLike, ...remarks].filter(Boolean).join(' ') })
    }
    known.add(values, `line ${row.line}`)
  }
  return plan
}

/** An id for a row that has none, from what makes it the same person, so that a second run knows it again. */
function derivedId(values: PatientValues): string {
  const identity = [fold(values.last_name), fold(values.first_name), fold(values.middle_name), fold(values.suffix), values.birth_date, digitsOf(values.phone), values.chart_number]
  return `derived:${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)}`
}

/** "Dela Cruz" and "De la Cruz" are one name here, as are "Peña" and "PENA". */
function nameKey(person: Namesake): string {
  return [person.last_name, person.first_name].map((name) => fold(name).replaceAll(' ', '')).join('|')
}

const ALIKE: Record<Agreement, string> = { birth_date: 'birth date', birth_date_near: 'birth date, but for a slip of the pen,', phone: 'phone number', email: 'e-mail address' }

class KnownPeople {
  readonly #byBirth = new Map<string, string>()
  readonly #byPhone = new Map<string, string>()
  /** Who shares a birth date, a phone number or an e-mail address: only these can be alike. */
  readonly #blocks = new Map<string, { person: KnownPatient; who: string }[]>()

  constructor(patients: readonly KnownPatient[]) {
    for (const patient of patients) this.add(patient, 'a patient of the clinic')
  }

  /** Remembers a person by name with birth date and by name with phone; the first of several stays. */
  add(person: KnownPatient, who: string): void {
    const birth = birthKey(person)
    const phone = phoneKey(person)
    if (birth && !this.#byBirth.has(birth)) this.#byBirth.set(birth, who)
    if (phone && !this.#byPhone.has(phone)) this.#byPhone.set(phone, who)
    for (const block of blocksOf(person)) {
      const others = this.#blocks.get(block)
      if (others) others.push({ person, who })
      else this.#blocks.set(block, [{ person, who }])
    }
  }

  /** A sentence when somebody known looks the same, else null. */
  find(person: KnownPatient): string | null {
    const byBirth = this.#byBirth.get(birthKey(person) ?? '')
    if (byBirth) return `Same name and birth date as ${byBirth}.`
    const byPhone = this.#byPhone.get(phoneKey(person) ?? '')
    if (byPhone) return `Same name and phone number as ${byPhone}.`
    return this.#similar(person)
  }

  /** The same rule by which the desk asks when somebody is registered. */
  #similar(person: KnownPatient): string | null {
    for (const block of blocksOf(person)) {
      const others = this.#blocks.get(block) ?? []
      // The number of a school or a company stands with hundreds and says nothing.
      if (others.length > LARGEST_BLOCK) continue
      for (const { person: other, who } of others) {
        const how = likeness(person, other)
        if (how) return `Similar name and the same ${how.agrees.map((each) => ALIKE[each]).join(' and ')} as ${who}.`
      }
    }
    return null
  }
}

const LARGEST_BLOCK = 60

function birthKey(person: KnownPatient): string | null {
  return person.birth_date && `${nameKey(person)}|${person.birth_date}`
}

function phoneKey(person: KnownPatient): string | null {
  const digits = digitsOf(person.phone)
  return digits.length >= 7 ? `${nameKey(person)}|${digits}` : null
}
