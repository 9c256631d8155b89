import { describe, expect, it } from 'vitest'
import { parseCsv } from '../csv.ts'
import { decodeText } from '../input.ts'
import { countsOf } from '../report.ts'
import { mapColumns } from './columns.ts'
import { planPatients } from './plan.ts'
import type { Existing, PlanOptions } from './plan.ts'
import { parseBirthDate, tidyPhone } from './values.ts'

const NOBODY: Existing = { legacyIds: new Set(), patients: [] }
const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({ dateOrder: 'iso', today: '2026-11-20', createDuplicates: false, ...more })
const plan = (text: string, existing = NOBODY, more: Partial<PlanOptions> = {}) => planPatients(parseCsv(text), existing, options(more))
const outcomes = (result: ReturnType<typeof plan>) => result.findings.map((finding) => `${finding.where} ${finding.outcome}`)

describe('finding the columns', () => {
  it.each([
    ['last_name,first_name,birth_date', 'last_name first_name birth_date'],
    ['Surname;Given Name;DOB', 'last_name first_name birth_date'],
    ['LAST NAME,First  Name,Date of Birth', 'last_name first_name birth_date'],
    ['lastName,firstName,birthDate', 'last_name first_name birth_date'],
    ['Patient Name,Contact No.,E-mail', 'full_name phone email'],
    ['ID,Apelyido,Pangalan,Brgy.,ZIP', 'legacy_id last_name first_name barangay postal_code'],
  ])('reads the headings "%s"', (header, fields) => {
    expect([...mapColumns(header.split(/[,;]/)).columns.keys()].join(' ')).toBe(fields)
  })

  it('says which columns it leaves out, a second one for the same field among them', () => {
    expect(mapColumns(['last_name', 'first_name', 'phone', 'Mobile', 'Shoe size', '']).unused).toEqual(['Mobile', 'Shoe size', 'column 6, without heading'])
  })

  it('refuses a file without names, without repeating its first line', () => {
    expect(() => mapColumns(['Cruz', 'Maria', '1985-03-04'])).toThrow(/^(?!.*Cruz).*family and given name/)
  })
})

describe('birth dates', () => {
  const read = (cell: string, order: 'iso' | 'mdy' | 'dmy' = 'iso') => {
    const parsed = parseBirthDate(cell, order, '2026-11-20')
    return parsed.ok ? parsed.value : parsed.reason
  }

  it('are read in the order that was chosen', () => {
    expect([read('3/4/1985', 'mdy'), read('3/4/1985', 'dmy'), read('31.12.1999', 'dmy')]).toEqual(['1985-03-04', '1985-04-03', '1999-12-31'])
  })

  it('are read year first or with the month in letters without any choice', () => {
    expect([read('1985-03-04'), read('1985/3/4'), read('4 Mar 1985'), read('March 4, 1985'), read('1985-03-04 00:00:00'), read('')]).toEqual(['1985-03-04', '1985-03-04', '1985-03-04', '1985-03-04', '1985-03-04', null])
  })

  it('are not guessed when the order was not chosen', () => {
    expect(read('3/4/1985')).toMatch(/--date-order/)
  })

  it('are refused when the calendar has no such day', () => {
    expect([read('1985-02-30'), read('31/12/1999', 'mdy'), read('13/13/1999', 'dmy'), read('someday'), read('1985-03-03T16:00:00Z')].every((reason) => reason?.startsWith('The birth date is no day'))).toBe(true)
  })

  it('do not lie in the future or before living memory', () => {
    expect(read('2026-11-21')).toBe('The birth date lies in the future.')
    expect(read('1879-12-31')).toBe('The birth date is too long ago.')
    expect(read('2026-11-20')).toBe('2026-11-20')
  })

  it('with two digits for the year are of the past', () => {
    expect([read('3/4/85', 'mdy'), read('3/4/25', 'mdy'), read('3/4/27', 'mdy')]).toEqual(['1985-03-04', '2025-03-04', '1927-03-04'])
  })
})

describe('phone numbers', () => {
  it('get back the zero that spreadsheets drop and stay as written otherwise', () => {
    expect([tidyPhone('9171234567'), tidyPhone('+63 917 123 4567'), tidyPhone('(02)  8123-4567')]).toEqual(['09171234567', '+63 917 123 4567', '(02) 8123-4567'])
  })
})

describe('planning patients', () => {
  const header = 'id,last_name,first_name,birth_date,sex,phone,email,deceased\n'

  it('creates people with all that the file says', () => {
    const { create } = plan(`${header}7,Dela Cruz,María,1985-03-04,F,0917 123 4567,maria@example.com,no\n8,Ng,Lee,,m,,,yes`)
    expect(create.map((each) => each.legacyId)).toEqual(['7', '8'])
    expect(create[0]?.values).toMatchObject({ last_name: 'Dela Cruz', first_name: 'María', birth_date: '1985-03-04', sex: 'female', phone: '0917 123 4567', email: 'maria@example.com', is_deceased: false })
    expect(create[1]?.values).toMatchObject({ birth_date: null, sex: 'male', is_deceased: true })
  })

  it('reads a Windows-1252 file with semicolons and ñ', () => {
    const bytes = Buffer.from('Surname;First;DOB\nMuñoz;Begoña;31/12/1990\n', 'latin1')
    const { create } = plan(decodeText(bytes).text, NOBODY, { dateOrder: 'dmy' })
    expect(create[0]?.values).toMatchObject({ last_name: 'Muñoz', first_name: 'Begoña', birth_date: '1990-12-31' })
  })

  it('rejects a row without names or with an impossible date, with its line and reason', () => {
    const result = plan(`${header}1,,Maria,,,,,\n2,Cruz,Maria,1985-02-30,,,,\n3,Reyes,Jose,,,,,\n4,${'x'.repeat(81)},Ana,,,,,`)
    expect(result.findings.map(({ where, outcome, reason }) => [where, outcome, reason])).toEqual([
      ['line 2', 'rejected', 'The family name is missing.'],
      ['line 3', 'rejected', 'The birth date is no day of the calendar.'],
      ['line 4', 'created', ''],
      ['line 5', 'rejected', 'The family name is too long.'],
    ])
  })

  it('rejects a row with more cells than the header and accepts one with fewer', () => {
    expect(outcomes(plan('last_name,first_name,phone\nCruz,Maria,1,2\nReyes,Jose\nSantos,Ana,3,,\n'))).toEqual(['line 2 rejected', 'line 3 created', 'line 4 created'])
  })

  it('keeps in the notes what does not fit its field', () => {
    const { create, findings } = plan(`${header}1,Cruz,Maria,,intersex,,not an address,perhaps`)
    expect(create[0]?.values).toMatchObject({ sex: 'unknown', email: '', is_deceased: false })
    expect(create[0]?.values.notes.split('\n').toSorted()).toEqual(['Deceased as imported: perhaps', 'E-mail as imported: not an address', 'Sex as imported: intersex'])
    expect(findings[0]?.reason).toContain('E-mail does not fit and was put into the notes.')
  })

  it('matches by the id in the source, whatever else has changed', () => {
    expect(outcomes(plan(`${header}7,Santos,Maria,,,,,`, { legacyIds: new Set(['7']), patients: [] }))).toEqual(['line 2 matched'])
  })

  it('asks for review when name and birth date, or name and phone, are those of a patient', () => {
    const existing = { legacyIds: new Set<string>(), patients: [{ last_name: 'De la Peña', first_name: 'José', birth_date: '1985-03-04', phone: '+63 917 123 4567', suffix: '', email: '' }] }
    const text = `${header}1,Dela Pena,Jose,1985-03-04,,,,\n2,DE LA PEÑA,jose,,,9171234567,,\n3,Dela Peña,José,1990-01-01,,,,`
    const result = plan(text, existing)
    expect(outcomes(result)).toEqual(['line 2 needs_review', 'line 3 needs_review', 'line 4 created'])
    expect(result.findings.slice(0, 2).map((finding) => finding.reason)).toEqual(['Same name and birth date as a patient of the clinic.', 'Same name and phone number as a patient of the clinic.'])
  })

  it('asks for review when a name is alike and birth date, phone or e-mail agrees, and lets father and son pass', () => {
    const known = { suffix: '', birth_date: '1985-03-04', phone: '', email: 'tina@example.com' }
    const existing = { legacyIds: new Set<string>(), patients: [{ ...known, last_name: 'Villanueva', first_name: 'Maria Cristina' }, { ...known, last_name: 'Cruz', first_name: 'Juan', suffix: 'Sr.', email: '', birth_date: null, phone: '0917 555 0101' }] }
    const text = 'last_name,first_name,suffix,birth_date,phone,email\nVillaneuva,Ma. Cristina,,1985-03-04,,\nVillanueva,Ma. Cristina,,,,tina@example.com\nMaria Cristina,Villanueva,,1985-03-04,,\nVillanueva,Benedicto,,1985-03-04,,\nCruz,Juan Paolo,Jr.,,0917 555 0101,\nCruz,Juanito,,,0917 555 0101,\n'
    const result = plan(text, existing)
    expect(outcomes(result)).toEqual(['line 2 needs_review', 'line 3 needs_review', 'line 4 needs_review', 'line 5 created', 'line 6 created', 'line 7 needs_review'])
    expect(result.findings.map((finding) => finding.reason).filter(Boolean)).toEqual([
      'Similar name and the same birth date as a patient of the clinic.', 'Similar name and the same e-mail address as a patient of the clinic.', 'Similar name and the same birth date as a patient of the clinic.',
      'Similar name and the same phone number as a patient of the clinic.',
    ])
  })

  it('asks for review of duplicates within the file and names the line they repeat', () => {
    const result = plan(`${header}1,Cruz,Maria,1985-03-04,,,,\n1,Reyes,Ana,,,,,\n3,cruz,MARIA,1985-03-04,,,,`)
    expect(result.findings.map((finding) => finding.reason)).toEqual(['', 'The id already stands on line 2.', 'Same name and birth date as line 2.'])
    expect(result.create).toHaveLength(1)
  })

  it('creates twins when told to, and says whom they resemble', () => {
    const result = plan(`${header}1,Cruz,Maria,1985-03-04,,,,\n2,Cruz,Maria,1985-03-04,,,,`, NOBODY, { createDuplicates: true })
    expect(outcomes(result)).toEqual(['line 2 created', 'line 3 created'])
    expect(result.findings[1]?.reason).toBe('Same name and birth date as line 2.')
  })

  it('knows rows without ids again', () => {
    const text = 'last_name,first_name,birth_date\nCruz,Maria,1985-03-04\nCruz,Maria,1985-03-04\nReyes,Ana,\n'
    const first = plan(text)
    expect(outcomes(first)).toEqual(['line 2 created', 'line 3 needs_review', 'line 4 created'])
    const again = plan(text, { legacyIds: new Set(first.create.map((each) => each.legacyId)), patients: first.create.map((each) => each.values) })
    expect(outcomes(again)).toEqual(['line 2 matched', 'line 3 needs_review', 'line 4 matched'])
    expect(again.create).toEqual([])
  })

  it('takes names apart at the comma and rejects them without one', () => {
    const result = plan('Name,Phone\n"Dela Cruz, Maria Santos",1\n"Reyes, Jose, Jr",2\nAna Lim,3\n')
    expect(result.create.map(({ values }) => [values.last_name, values.first_name])).toEqual([['Dela Cruz', 'Maria Santos'], ['Reyes', 'Jose Jr']])
    expect(outcomes(result)[2]).toBe('line 4 rejected')
  })

  it('never puts personal data into a reason', () => {
    const { findings } = plan(`${header}1,Cruz,Maria,99/99/1985,,,,\n2,Cruz,Maria,,,09171234567,,\n2,Cruz,Maria,,,09171234567,,\n3,Cruz,Maria,,,09171234567,x@,`)
    for (const finding of findings) expect(`${finding.where} ${finding.reason}`).not.toMatch(/Cruz|Maria|1985|0917|@/)
    expect(countsOf(findings)['patient']).toMatchObject({ created: 1, needs_review: 2, rejected: 1 })
  })
})
