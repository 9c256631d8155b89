import { useMemo, useState } from 'react'
import { Button, Group, Stack, Text } from '@mantine/core'
import { ArrowLeft } from 'lucide-react'
import { formatPeso } from '../../../shared/domain/money.ts'
import { digitsOf, fold } from '../../../shared/domain/names.ts'
import type { BillingOverview } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { billing as words } from '../../text/en/billing.ts'
import { formatDate } from '../../ui/format.ts'
import { Screen, ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines, NotAllowed } from '../../ui/states.tsx'
import { PatientAlertMark } from '../alerts/index.tsx'
import { FilterBox, ListScreen } from '../lists/list-screen.tsx'
import { RowOpener, VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import classes from './billing.module.css'
import { PatientAccountPanel } from './PatientAccountPanel.tsx'

type Debtor = BillingOverview['debtors'][number]

/** What the clinic is owed, or the account of one patient. */
export function BillingScreen({ patientId }: { patientId?: string }) {
  const mayRead = useCan('billing.read')
  if (!mayRead) return <><ScreenHeader title={words.title} /><NotAllowed /></>
  if (!patientId) return <><ScreenHeader title={words.title} /><Overview /></>
  return (
    <>
      <ScreenHeader title={words.title}>
        <Button variant="default" leftSection={<ArrowLeft size={16} />} onClick={() => go({ screen: 'billing' })}>{words.backToOverview}</Button>
      </ScreenHeader>
      <Screen><PatientAccountPanel key={patientId} patientId={patientId} withName /></Screen>
    </>
  )
}

function Overview() {
  const overview = useClinicQuery('billing.overview', {})
  const [filter, setFilter] = useState('')
  const debtors = overview.data?.debtors
  const shown = useMemo(() => selectDebtors(debtors ?? [], filter), [debtors, filter])
  if (overview.isError) return <LoadFailed error={overview.error} onRetry={() => void overview.refetch()} />
  if (!overview.data) return <LoadingLines lines={10} />
  const { outstandingCentavos, collectedTodayCentavos } = overview.data
  const tools = (
    <>
      <Figure label={words.outstanding} centavos={outstandingCentavos} />
      <Figure label={words.collectedToday} centavos={collectedTodayCentavos} />
      <Group gap="md" ml="auto">
        <Text size="sm" c="dimmed">{words.debtorCount(overview.data.debtors.length)}</Text>
        <FilterBox label={words.filterDebtors} hint={words.filterHint} clearLabel={words.clearFilter} value={filter} onChange={setFilter} />
      </Group>
    </>
  )
  return (
    <ListScreen tools={tools}>
      {shown.length > 0 ? <VirtualTable label={words.debtors} columns={COLUMNS} rows={shown} rowKey={(debtor) => debtor.patientId} /> : (
        <Empty title={filter === '' ? words.noDebtors : words.noDebtorMatches} action={filter !== '' && <Button variant="default" onClick={() => setFilter('')}>{words.clearFilter}</Button>} />
      )}
    </ListScreen>
  )
}

/** Debtors whose name holds every word typed, or whose phone holds the digits. */
function selectDebtors(debtors: readonly Debtor[], filter: string): readonly Debtor[] {
  const tokens = fold(filter).split(' ').filter(Boolean)
  if (tokens.length === 0) return debtors
  const digits = digitsOf(filter)
  return debtors.filter((debtor) => {
    const name = fold(debtor.name)
    return tokens.every((token) => name.includes(token)) || (digits.length >= 3 && digitsOf(debtor.phone).includes(digits))
  })
}

/** A sum with its name, large. */
export function Figure({ label, centavos }: { label: string; centavos: number }) {
  return (
    <Stack gap={0} className={classes.figure} role="group" aria-label={label}>
      <Text size="xs" c="dimmed" fw={600}>{label}</Text>
      <Text fz={24} lh={1.25} fw={650} className="tabular">{formatPeso(centavos)}</Text>
    </Stack>
  )
}

const COLUMNS: readonly Column<Debtor>[] = [
  { key: 'name', header: words.columns.name, width: '2fr', tight: true, render: (debtor) => <Group gap={8} wrap="nowrap"><RowOpener onOpen={() => go({ screen: 'billing', patientId: debtor.patientId })}>{debtor.name}</RowOpener><PatientAlertMark patientId={debtor.patientId} /></Group> },
  { key: 'phone', header: words.columns.phone, width: '1fr', render: (debtor) => debtor.phone },
  { key: 'oldest', header: words.columns.oldest, width: '150px', render: (debtor) => debtor.oldestCharge && formatDate(debtor.oldestCharge) },
  { key: 'balance', header: words.columns.balance, width: '160px', numeric: true, render: (debtor) => <Text span size="sm" fw={600}>{formatPeso(debtor.balanceCentavos)}</Text> },
]
