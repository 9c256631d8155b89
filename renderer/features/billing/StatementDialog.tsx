import { useState } from 'react'
import { Group, Table, Text, Textarea } from '@mantine/core'
import { statementOf } from '../../../shared/domain/ledger.ts'
import { formatPeso } from '../../../shared/domain/money.ts'
import { isDate } from '../../../shared/domain/time.ts'
import type { PatientAccount } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { billing } from '../../text/en/billing.ts'
import { DayField, tidyDay } from '../fields/DayField.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { useToday } from '../patients/today.ts'

const words = billing.statement

interface StatementDialogProps {
  account: PatientAccount
  onClose: () => void
  /** The statement is issued and kept; it can be shown. */
  onIssued: (statementId: string) => void
}

/** Issues a statement of account over a period; from the first line to today unless something else is said. */
export function StatementDialog({ account, onClose, onIssued }: StatementDialogProps) {
  const mutate = useMutate()
  const today = useToday()
  const [from, setFrom] = useState(firstDay(account) ?? today)
  const [to, setTo] = useState(today)
  const [note, setNote] = useState('')
  const [start, end] = [tidyDay(from), tidyDay(to)]
  const problem = periodProblem(start, end)
  const save = async () => {
    if (problem) return false
    const id = newId()
    const receipt = await mutate('statement.issue', { id, patientId: account.patientId, from: start, to: end, note })
    // The paper takes the place of this dialog, so the dialog need not close itself.
    if (receipt) onIssued(id)
    return false
  }
  return (
    <FormDialog title={words.title(account.name)} size="lg" saveLabel={words.save} onSave={save} onClose={onClose}>
      <Group grow align="flex-start">
        <DayField label={words.from} data-autofocus value={from} onChange={setFrom} error={isDate(start) ? problem : billing.errors.date} />
        <DayField label={words.to} value={to} onChange={setTo} error={isDate(end) ? undefined : billing.errors.date} />
      </Group>
      {!problem && <Preview account={account} from={start} to={end} />}
      <Textarea label={words.note} rows={2} resize="vertical" maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Text size="xs" c="dimmed">{words.notInvoice}</Text>
    </FormDialog>
  )
}

function firstDay(account: PatientAccount): string | undefined {
  return account.lines.map((line) => line.entry_date).toSorted()[0]
}

function periodProblem(from: string, to: string): string | undefined {
  if (!isDate(from) || !isDate(to)) return billing.errors.date
  return from > to ? billing.errors.period : undefined
}

/** What the paper will say, summed by the same function. */
function Preview({ account, from, to }: { account: PatientAccount; from: string; to: string }) {
  const { opening, charges, credits, closing, lines } = statementOf(account.lines, from, to)
  const rows: [string, number][] = [[words.opening, opening], [words.charges, charges], [words.credits, -credits], [words.closing, closing]]
  return (
    <Table aria-label={words.figures} verticalSpacing={3} withRowBorders={false}>
      <Table.Tbody>
        {rows.map(([label, centavos]) => (
          <Table.Tr key={label} fw={label === words.closing ? 650 : undefined}>
            <Table.Td>{label}</Table.Td>
            <Table.Td ta="right" className="tabular">{formatPeso(centavos)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Caption>{words.lines(lines.length)}</Table.Caption>
    </Table>
  )
}
