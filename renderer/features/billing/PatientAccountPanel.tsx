import { useState } from 'react'
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { FileText, HandCoins } from 'lucide-react'
import { formatPeso } from '../../../shared/domain/money.ts'
import type { AccountLine, PatientAccount } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { billing } from '../../text/en/billing.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines, NotAllowed } from '../../ui/states.tsx'
import { AlertBanner } from '../alerts/index.tsx'
import { INK } from '../lists/ink.ts'
import { VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import classes from './billing.module.css'
import { PaymentDialog } from './PaymentDialog.tsx'
import { StatementDialog } from './StatementDialog.tsx'
import { StatementList } from './StatementList.tsx'
import { StatementViewer } from './StatementViewer.tsx'

const words = billing.account

interface PatientAccountPanelProps {
  patientId: string
  /** Shows whose account it is, where the page does not say it already. */
  withName?: boolean
}

/** What a patient was charged and paid, with the ways to take money and print statements. */
export function PatientAccountPanel({ patientId, withName = false }: PatientAccountPanelProps) {
  const mayRead = useCan('billing.read')
  const account = useClinicQuery('billing.account', { patientId }, { enabled: mayRead })
  if (!mayRead) return <NotAllowed />
  if (account.isError) return <LoadFailed error={account.error} onRetry={() => void account.refetch()} />
  if (account.isPending) return <LoadingLines lines={8} />
  if (!account.data) return <Empty title={billing.noAccount} />
  return <Account account={account.data} withName={withName} />
}

type Task = { kind: 'payment' } | { kind: 'statement' } | { kind: 'view'; statementId: string; isReprint: boolean }

function Account({ account, withName }: { account: PatientAccount; withName: boolean }) {
  const [task, setTask] = useState<Task | null>(null)
  const close = () => setTask(null)
  const view = (isReprint: boolean) => (statementId: string) => setTask({ kind: 'view', statementId, isReprint })
  return (
    <div className={classes.account}>
      <Panel title={words.ledger}>
        <div className={classes.ledger}>
          {account.lines.length === 0 ? <Empty title={words.empty} /> : (
            <VirtualTable label={words.ledger} columns={COLUMNS} rows={account.lines.toReversed()} rowKey={(line) => line.id} rowHeight={38} />
          )}
        </div>
      </Panel>
      <Stack gap="sm">
        <Panel>
          <Stack p="md" gap="sm">
            {withName && <Anchor component="button" type="button" ta="left" fw={650} fz="lg" onClick={() => go({ screen: 'patient', patientId: account.patientId })}>{account.name}</Anchor>}
            {withName && <AlertBanner patientId={account.patientId} />}
            <Balance centavos={account.balanceCentavos} />
            <AccountActions onPayment={() => setTask({ kind: 'payment' })} onStatement={() => setTask({ kind: 'statement' })} />
          </Stack>
        </Panel>
        <Panel title={words.statements}>
          <StatementList statements={account.statements} onOpen={view(true)} />
        </Panel>
      </Stack>
      {task?.kind === 'payment' && <PaymentDialog account={account} onClose={close} />}
      {task?.kind === 'statement' && <StatementDialog account={account} onClose={close} onIssued={view(false)} />}
      {task?.kind === 'view' && <StatementViewer key={task.statementId} statementId={task.statementId} isReprint={task.isReprint} onClose={close} />}
    </div>
  )
}

function AccountActions({ onPayment, onStatement }: { onPayment: () => void; onStatement: () => void }) {
  const mayPay = useCan('payments.record')
  const mayIssue = useCan('statements.issue')
  return (
    <Stack gap="xs">
      {mayPay && <Button size="md" leftSection={<HandCoins size={18} />} onClick={onPayment}>{billing.payment.action}</Button>}
      {mayIssue && <Button size="md" variant="default" leftSection={<FileText size={18} />} onClick={onStatement}>{billing.statement.action}</Button>}
    </Stack>
  )
}

/** The balance in large digits; a credit says so instead of showing a minus. */
export function Balance({ centavos }: { centavos: number }) {
  const meaning = centavos > 0 ? words.owes : centavos < 0 ? words.credit : words.settled
  return (
    <div role="group" aria-label={words.balance}>
      <Group justify="space-between" align="baseline">
        <Text size="sm" fw={600} c="dimmed">{words.balance}</Text>
        <Text size="sm" fw={600} c={centavos > 0 ? INK.owed : 'dimmed'}>{meaning}</Text>
      </Group>
      <Text fz={30} lh={1.2} fw={680} ta="right" className="tabular">{formatPeso(Math.abs(centavos))}</Text>
    </div>
  )
}

const COLUMNS: readonly Column<AccountLine>[] = [
  { key: 'date', header: words.date, width: '110px', render: (line) => <span className="tabular">{formatDate(line.entry_date)}</span> },
  { key: 'description', header: words.description, width: '1fr', render: (line) => <span title={line.description}>{line.description}</span> },
  { key: 'charge', header: words.charge, width: '120px', numeric: true, render: (line) => line.amount_centavos > 0 && formatPeso(line.amount_centavos) },
  { key: 'payment', header: words.payment, width: '120px', numeric: true, render: (line) => line.amount_centavos < 0 && formatPeso(-line.amount_centavos) },
  { key: 'running', header: words.running, width: '130px', numeric: true, render: (line) => formatPeso(line.runningCentavos) },
]
