import { balanceOf, withRunning } from '../../../shared/domain/ledger.ts'
import { fullName } from '../../../shared/domain/names.ts'
import { todayIn } from '../../../shared/domain/time.ts'
import type { BillingOverview, PatientAccount } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { marks, recordsOf } from './merged.ts'
import { all, one, rowOf, rowsOf } from './rows.ts'
import type { Now } from './rows.ts'

interface Debtor {
  patient_id: string
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  phone: string
  balance: number
  oldest: string | null
}

/** What is owed, who owes it, and what came in today. */
export function overview(db: Db, { now }: Now): BillingOverview {
  const today = todayIn(rowsOf(db, 'clinics', 'limit 1')[0]?.timezone ?? 'Asia/Manila', now)
  const debtors = all<Debtor>(db, `select p.id as patient_id, p.last_name, p.first_name, p.middle_name, p.suffix, p.phone,
    sum(l.amount_centavos) as balance, min(case when l.kind = 'charge' then l.entry_date end) as oldest
    from ledger_lines l left join _merged g on g.patient_id = l.patient_id join patients p on p.id = coalesce(g.root_id, l.patient_id) group by p.id having balance > 0 order by balance desc, p.last_name`)
  const collected = one<{ total: number }>(db, 'select coalesce(sum(amount_centavos), 0) as total from payments where received_on = ?', today)!
  return {
    outstandingCentavos: debtors.reduce((sum, debtor) => sum + debtor.balance, 0),
    collectedTodayCentavos: collected.total,
    debtors: debtors.map((debtor) => ({ patientId: debtor.patient_id, name: fullName(debtor), phone: debtor.phone, balanceCentavos: debtor.balance, oldestCharge: debtor.oldest })),
  }
}

/** The account of one patient with all records merged into it, every line with the balance after it. */
export function account(db: Db, { patientId }: { patientId: string }): PatientAccount | null {
  const records = recordsOf(db, patientId)
  const patient = rowOf(db, 'patients', records[0]!)
  if (!patient) return null
  const of = `where patient_id in (${marks(records)})`
  const lines = rowsOf(db, 'ledger_lines', of, ...records)
  return {
    patientId: patient.id,
    name: fullName(patient),
    balanceCentavos: balanceOf(lines),
    lines: withRunning(lines),
    payments: rowsOf(db, 'payments', `${of} order by received_on desc, number desc`, ...records),
    statements: rowsOf(db, 'statements', `${of} order by issued_at desc`, ...records),
  }
}

/** What the document of a statement needs; undefined when there is no such statement. */
export interface StatementSource {
  statement: Row<'statements'>
  clinic: { name: string; address: string; phone: string; tin: string }
  patient: { name: string; address: string; chartNumber: string }
  issuedByName: string
}

export function statementSource(db: Db, { statementId }: { statementId: string }): StatementSource | undefined {
  const statement = rowOf(db, 'statements', statementId)
  const patient = statement && rowOf(db, 'patients', statement.patient_id)
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]
  if (!statement || !patient || !clinic) return undefined
  const branch = rowsOf(db, 'locations', 'where deleted_at is null order by created_at, id limit 1')[0]
  return {
    statement,
    clinic: { name: clinic.name, address: branch ? addressOf(branch) : '', phone: branch?.phone ?? '', tin: branch?.tin ?? '' },
    patient: { name: statement.patient_name, address: addressOf(patient), chartNumber: patient.chart_number },
    issuedByName: (statement.issued_by && rowOf(db, 'users', statement.issued_by)?.display_name) || '',
  }
}

function addressOf(place: { street: string; barangay: string; city: string; province: string; postal_code: string }): string {
  return [place.street, place.barangay, place.city, `${place.province} ${place.postal_code}`.trim()].filter(Boolean).join(', ')
}
