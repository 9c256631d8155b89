import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../../tests/support/postgres.ts'
import type { TestDatabase } from '../../../tests/support/postgres.ts'
import { drawChart } from '../../../shared/domain/chart.ts'
import { dmft } from '../../../shared/domain/dmft.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { migrateUp, readMigrations } from '../../db/migrate.ts'
import { createClient } from '../../db/pool.ts'
import { createEmptyClinic } from '../empty-clinic.ts'
import { readTextFile } from './input.ts'
import { readImportOptions } from './options.ts'
import type { ImportOptions } from './options.ts'
import { countsOf, reportText } from './report.ts'
import type { Outcome } from './report.ts'
import { importInto } from './run.ts'

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data')
const isThere = existsSync(DATA)
/** Reads in the list of tests as the reason why they are skipped. */
const SHOWN_DATA = isThere ? '../shared/data' : '../shared/data, which is not there'
const COUNTS: Record<Outcome, number> = { created: 0, matched: 0, needs_review: 0, rejected: 0, orphaned: 0, not_imported: 0 }

let database: TestDatabase
let client: Client
let clinicId: string

beforeAll(async () => {
  process.stderr.write(isThere ? '' : 'The imports of real files are skipped: ../shared/data is not there.\n')
  database = await createTestDatabase()
  client = createClient(database.url)
  await client.connect()
  await migrateUp(client, await readMigrations())
  clinicId = await createEmptyClinic(client, 'Import clinic')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

function optionsOf(kind: string, file: string, more: string[]): ImportOptions {
  const options = readImportOptions([kind, file, ...more], {})
  if (options === 'help') throw new Error('Nobody asked for help.')
  return options
}

async function run(kind: string, name: string, ...more: string[]) {
  const file = path.join(DATA, name)
  return importInto(client, await readTextFile(file), optionsOf(kind, file, more))
}

async function importText(kind: string, text: string, ...more: string[]) {
  return importInto(client, { text, encoding: 'UTF-8' }, optionsOf(kind, 'made-up.csv', more))
}

async function count(from: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${from}`)
  return rows[0]?.n ?? 0
}

describe('an import', () => {
  it('writes nothing on a dry run, not even its client', async () => {
    const report = await importText('patients', 'last_name,first_name\nCruz,Maria\n', '--dry-run')
    expect(report).toMatchObject({ dryRun: true, findings: [{ outcome: 'created' }] })
    expect([await count('patients'), await count('devices')]).toEqual([0, 0])
  })

  it('is a client without a token, leaves a manifest for the desks and a row in the audit trail', async () => {
    await importText('patients', 'last_name,first_name,phone\nCruz,Maria,0917 123 4567\n')
    const { rows } = await client.query(
      `select d.series, d.revoked_at is not null as revoked, p.tables, a.event, a.subject, a.detail
       from devices d join client_progress p on p.client_id = d.id join audit_log a on a.device_id = d.id`,
    )
    expect(rows).toEqual([{
      series: 'IMPORT', revoked: true, tables: ['devices', 'patients', 'client_progress'], event: 'data_create', subject: 'import patients', detail: { patients: 1 },
    }])
    expect(await count('device_secrets')).toBe(0)
  })

  it('finds in the clinic who is already there under another source', async () => {
    const text = 'id,last_name,first_name,phone\n1,CRUZ,maría,+63 917 1234567\n'
    expect((await importText('patients', text, '--source', 'other')).findings).toMatchObject([{ outcome: 'needs_review', reason: 'Same name and phone number as a patient of the clinic.' }])
    expect((await importText('patients', text, '--source', 'other', '--create-duplicates')).findings).toMatchObject([{ outcome: 'created' }])
    expect((await importText('patients', text, '--source', 'other')).findings).toMatchObject([{ outcome: 'matched' }])
  })

  it('leaves nothing of a batch that fails', async () => {
    const before = await count('patients')
    const appointment = { _id: 'a', patientID: 'p', treatmentID: 't', date: 1_583_787_600_000, finalPrice: 5, paidAmount: 5 }
    const file = { staff: [], treatments: [], patients: [{ _id: 'p', name: 'A B' }], appointments: [appointment] }
    // Somebody already gave out the number that the imported payment would get.
    await client.query(
      `insert into payments select gen_random_uuid(), clinic_id, now(), id, 'APEXO-a', 'cash', 100, '', '2026-01-01', null, '' from patients limit 1`,
    )
    await expect(importText('apexo', JSON.stringify(file))).rejects.toThrow(/payments_number_once/)
    expect(await count(`appointments where legacy_source = 'apexo'`)).toBe(0)
    // The patients were a batch before it; a second run finds them and goes on.
    expect(await count('patients')).toBe(before + 1)
    const again = await importText('apexo', JSON.stringify({ ...file, appointments: [{ ...appointment, _id: 'b' }] }))
    expect(again.findings.map((finding) => `${finding.record} ${finding.outcome}`)).toEqual(['patient matched', 'appointment created'])
  })

  it('waits for no other import into the same clinic: it refuses', async () => {
    const other = createClient(database.url)
    await other.connect()
    try {
      await expect(importInto(other, { text: 'a', encoding: 'UTF-8' }, optionsOf('patients', 'x', []))).rejects.toThrow(/^Another import into this clinic is running/)
    } finally {
      await other.end()
    }
  })

  it('asks which clinic is meant where there are two', async () => {
    const second = await createEmptyClinic(client, 'Second clinic')
    await expect(importText('patients', 'last_name,first_name\nCruz,Maria\n')).rejects.toThrow(/^There are 2 clinics\. Say which with --clinic/)
    await expect(importText('patients', 'a,b\n1,2\n', '--clinic', '01930000-0000-7000-8000-000000000000')).rejects.toThrow('There is no clinic with that id.')
    const report = await importText('patients', 'last_name,first_name,phone\nCruz,Maria,0917 123 4567\n', '--clinic', second)
    expect(report.findings).toMatchObject([{ outcome: 'created' }])
    expect(await count(`patients where clinic_id = '${second}'`)).toBe(1)
  })
})

describe('[scenario 15] a list of patients from another program', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'import-scenario-'))
  afterAll(() => rmSync(dir, { recursive: true }))
  const lines = (...people: string[]) => ['id;Surname;Given Name;Birthday;Mobile', ...people, ''].join('\r\n')
  const importFile = async (content: Buffer, ...more: string[]) => {
    const file = path.join(dir, 'patients.csv')
    writeFileSync(file, content)
    return importInto(client, await readTextFile(file), optionsOf('patients', file, ['--clinic', clinicId, '--source', 'old-program', ...more]))
  }
  const outcomes = ({ findings }: { findings: { outcome: Outcome }[] }) => findings.map(({ outcome }) => outcome)
  const stored = async () => (await client.query(`select * from patients where legacy_source = 'patients:old-program' order by legacy_id`)).rows as Row<'patients'>[]
  // The last is the first again, written otherwise and without the number of the other program.
  const saved = Buffer.from(`\ufeff${lines('1;Dela Peña;Josefina;03/04/1985;9171112233', '2;MUÑOZ;Ana;25/12/1990;', ';De la Pena;josefina;03/04/1985;+63 917 111 2233')}`)

  it('with day-first dates is rejected line by line until the order of the dates is said', async () => {
    expect(outcomes(await importFile(saved))).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await stored()).toEqual([])
  })

  it('with a byte order mark and day-first dates is read as it was meant, and who stands in it twice is written once', async () => {
    expect(outcomes(await importFile(saved, '--date-order', 'dmy'))).toEqual(['created', 'created', 'needs_review'])
    expect(await stored()).toMatchObject([
      { legacy_id: '1', last_name: 'Dela Peña', first_name: 'Josefina', birth_date: '1985-04-03', phone: '09171112233' },
      { legacy_id: '2', last_name: 'MUÑOZ', first_name: 'Ana', birth_date: '1990-12-25' },
    ])
  })

  it('changes nothing when it is run a second time', async () => {
    const before = await stored()
    expect(outcomes(await importFile(saved, '--date-order', 'dmy'))).toEqual(['matched', 'matched', 'needs_review'])
    expect(await stored()).toEqual(before)
  })

  it('in Windows-1252 keeps its ñ, and matches whom the file in UTF-8 has brought', async () => {
    const older = Buffer.from(lines('2;MUÑOZ;Ana;25/12/1990;', '3;Ibañez;Niña;1/2/2001;'), 'latin1')
    const report = await importFile(older, '--date-order', 'dmy')
    expect(outcomes(report)).toEqual(['matched', 'created'])
    expect(report.remarks).toContain('The file was read as Windows-1252.')
    expect((await stored()).at(-1)).toMatchObject({ last_name: 'Ibañez', first_name: 'Niña', birth_date: '2001-02-01' })
  })
})

describe.runIf(isThere)(`real input of ${SHOWN_DATA}`, () => {
  const here = () => ['--clinic', clinicId]

  it('of 293 patients is created once and matched the second time', async () => {
    const first = await run('patients', 'synthea-patients.csv', ...here())
    const second = await run('patients', 'synthea-patients.csv', ...here())
    expect(countsOf(first.findings)).toEqual({ patient: { ...COUNTS, created: 293 } })
    expect(countsOf(second.findings)).toEqual({ patient: { ...COUNTS, matched: 293 } })
    expect(await count(`patients where legacy_source = 'patients:csv' and clinic_id = '${clinicId}' and legacy_id not like 'derived:%'`)).toBe(293)
    expect(reportText(first, false)).not.toMatch(/Koepp|Abdul/)
  })

  it('of 598 examined people reaches the totals of the survey from what is stored', async () => {
    const report = await run('teeth', 'nhanes-2017-18-teeth.csv', ...here())
    expect(countsOf(report.findings)).toEqual({ patient: { ...COUNTS, created: 598 } })
    expect(Object.values(report.totals)).toEqual([410, 1740, 2187, 29, 83])
    const again = await run('teeth', 'nhanes-2017-18-teeth.csv', ...here())
    expect(countsOf(again.findings)).toEqual({ patient: { ...COUNTS, matched: 598 } })
    expect(Object.values(again.totals)).toEqual([410, 1740, 2187, 29, 83])
    expect(await count(`patients where legacy_source = 'nhanes-2017-18' and birth_date is not null`)).toBe(0)
  })

  it('draws into charts that count the same', async () => {
    const { rows } = await client.query<Row<'chart_entries'>>(`select * from chart_entries where legacy_source = 'nhanes-2017-18'`)
    const people = Object.values(Object.groupBy(rows, (row) => row.patient_id)).map((entries) => dmft(drawChart(entries ?? []), 0, 28))
    const sum = (key: 'D' | 'M' | 'F' | 'd' | 'f') => people.reduce((total, each) => total + each[key], 0)
    expect(people).toHaveLength(580)
    // The WHO does not count the 37 teeth as missing where an implant stands; the survey does.
    expect([sum('D'), sum('M'), sum('F'), sum('d'), sum('f')]).toEqual([410, 1740 - 37, 2187, 29, 83])
  })

  it('of the Apexo clinic links what can be linked, reports the orphans and stores the money', async () => {
    const report = await run('apexo', 'apexo-demo.json', ...here())
    expect(countsOf(report.findings)).toEqual({
      staff: { ...COUNTS, created: 3 }, treatment: { ...COUNTS, created: 23 }, patient: { ...COUNTS, created: 30 }, tooth: { ...COUNTS, created: 8 },
      appointment: { ...COUNTS, created: 131, orphaned: 290 }, 'ortho case': { ...COUNTS, not_imported: 21 }, 'lab work': { ...COUNTS, not_imported: 2 }, prescription: { ...COUNTS, not_imported: 3 },
    })
    expect(report.totals).toMatchObject({ 'finalPrice of the whole file': 6414, 'paidAmount of the whole file': 6347, 'finalPrice of linked appointments': 2172, 'paidAmount of linked appointments': 2172 })
    const reasons = (words: string) => report.findings.filter((finding) => finding.reason.includes(words)).length
    expect([reasons('treatment is not in the file'), reasons('member of staff is not in the file'), reasons('No staff'), reasons('more in the file with the same name')]).toEqual([1, 1, 7, 24])
  })

  it('of the Apexo clinic is stored to the centavo, and matched the second time', async () => {
    const report = await run('apexo', 'apexo-demo.json', ...here())
    const counts = countsOf(report.findings)
    expect([counts['patient'], counts['appointment'], counts['staff'], counts['treatment']]).toEqual([
      { ...COUNTS, matched: 30 }, { ...COUNTS, matched: 131, orphaned: 290 }, { ...COUNTS, matched: 3 }, { ...COUNTS, matched: 23 },
    ])
    const { rows } = await client.query(
      `select count(*)::int as visits, count(distinct patient_id)::int as patients, count(*) filter (where status = 'completed')::int as done, count(*) filter (where status = 'missed')::int as missed
       from appointments where legacy_source = 'apexo' and legacy_id <> 'b'`,
    )
    expect(rows).toEqual([{ visits: 131, patients: 29, done: 120, missed: 11 }])
    const money = await client.query(
      `select kind, sum(amount_centavos)::int as total from ledger_lines where legacy_source = 'apexo' and legacy_id not like 'b:%' group by kind order by kind`,
    )
    expect(money.rows).toEqual([{ kind: 'charge', total: 217_200 }, { kind: 'payment', total: -217_200 }])
    expect(await count('user_credentials')).toBe(0)
  })
})
