import { useMemo, useState } from 'react'
import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Copy, UserPlus } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { patients as words } from '../../text/en/patients.ts'
import { records } from '../../text/en/records.ts'
import { AlertMark } from '../../ui/alert-mark.tsx'
import { formatDate } from '../../ui/format.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { FilterBox, ListScreen } from '../lists/list-screen.tsx'
import { RowOpener, VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import { Portrait } from '../search/Portrait.tsx'
import { DuplicatesScreen } from './duplicates/DuplicatesScreen.tsx'
import { StandingBadge } from './RecordPanel.tsx'
import { RegisterPatientDialog } from './RegisterPatientDialog.tsx'
import { useZone } from './today.ts'

const DEBOUNCE_MS = 60
/** As many as one answer may hold. */
const MOST = 500

const open = (patientId: string) => go({ screen: 'patient', patientId })

/** The patients area: everybody, or the records that look like one person. */
export function PatientsScreen({ tab }: { tab?: string | undefined }) {
  return tab === 'duplicates' ? <DuplicatesScreen /> : <EverybodyScreen />
}

type Whom = 'current' | 'active' | 'all'
const WHOM: Record<Whom, { archived?: boolean; activeOnly?: boolean }> = { current: {}, active: { activeOnly: true }, all: { archived: true } }

/** Everybody the clinic treats, narrowed while typing. */
function EverybodyScreen() {
  const [text, setText] = useState('')
  const [whom, setWhom] = useState<Whom>('current')
  const [registering, setRegistering] = useState(false)
  const mayRegister = useCan('patients.write')
  const register = () => setRegistering(true)
  const tools = (
    <>
      <FilterBox label={words.filter} hint={words.filterHint} clearLabel={words.clearFilter} value={text} onChange={setText} />
      <SegmentedControl aria-label={records.show.label} value={whom} onChange={setWhom} data={(Object.keys(WHOM) as Whom[]).map((value) => ({ value, label: records.show[value] }))} />
      <Button variant="default" leftSection={<Copy size={16} />} onClick={() => go({ screen: 'patients', tab: 'duplicates' })}>{records.duplicates.open}</Button>
    </>
  )
  return (
    <>
      <ScreenHeader title={words.title}>
        {mayRegister && <Button leftSection={<UserPlus size={16} />} onClick={register}>{words.register}</Button>}
      </ScreenHeader>
      <PatientList text={text} whom={whom} tools={tools} onRegister={mayRegister ? register : undefined} />
      <RegisterPatientDialog opened={registering} initialName={text} onClose={() => setRegistering(false)} onCreated={open} />
    </>
  )
}

interface PatientListProps {
  text: string
  whom: Whom
  tools: React.ReactNode
  /** Absent for who may not register patients. */
  onRegister: (() => void) | undefined
}

function PatientList({ text, whom, tools, onRegister }: PatientListProps) {
  const wanted = text.trim()
  const [asked] = useDebouncedValue(wanted, DEBOUNCE_MS)
  const query = useClinicQuery('patients.search', { text: asked, limit: MOST, ...WHOM[whom] }, { keepPrevious: true })
  const zone = useZone()
  const columns = useMemo(() => columnsOf(zone), [zone])
  const hits = query.data ?? []
  const count = query.data && (hits.length >= MOST ? words.foundLimit(hits.length) : words.found(hits.length))
  return (
    <ListScreen tools={<>{tools}<Text size="sm" c="dimmed" ml="auto" role="status">{count}</Text></>}>
      {query.isError && <LoadFailed error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <LoadingLines lines={10} />}
      {query.data && hits.length > 0 && <VirtualTable key={`${whom} ${asked}`} label={words.title} columns={columns} rows={hits} rowKey={(hit) => hit.id} />}
      {query.data && hits.length === 0 && (
        <Empty title={asked === '' ? words.none : words.noMatch(asked)} action={onRegister && <Button onClick={onRegister}>{asked === '' ? words.register : words.registerNamed(asked)}</Button>} />
      )}
    </ListScreen>
  )
}

function columnsOf(zone: string): Column<PatientHit>[] {
  const { name, age, birth, phone, chart, lastVisit } = words.columns
  return [
    {
      key: 'name', header: name, width: '2fr', tight: true,
      render: (hit) => (
        <Group gap={8} wrap="nowrap">
          {hit.hasPhoto && <Portrait patientId={hit.id} hasPhoto size={28} />}
          <RowOpener alerts={hit.alerts} onOpen={() => open(hit.id)}>{hit.name}</RowOpener>
          <AlertMark alerts={hit.alerts} />
        </Group>
      ),
    },
    { key: 'age', header: age, width: '90px', render: (hit) => hit.age !== null && words.header.age(hit.age) },
    { key: 'birth', header: birth, width: '120px', render: (hit) => <span className="tabular">{hit.birthDate && formatDate(hit.birthDate)}</span> },
    { key: 'phone', header: phone, width: '160px', render: (hit) => <span className="tabular">{hit.phone}</span> },
    { key: 'chart', header: chart, width: '130px', render: (hit) => hit.chartNumber },
    { key: 'standing', header: records.standingColumn, width: '110px', render: (hit) => hit.standing === 'active' ? <Text span size="sm" c="dimmed">{records.standings.active}</Text> : <StandingBadge standing={hit.standing} /> },
    { key: 'lastVisit', header: lastVisit, width: '140px', render: (hit) => <LastVisit at={hit.lastVisit} zone={zone} /> },
  ]
}

/** The day of a visit, whether the host names the day or the instant. */
function LastVisit({ at, zone }: { at: string | null; zone: string }) {
  if (at === null) return <Text span size="sm" c="dimmed">{words.noVisit}</Text>
  return <span className="tabular">{formatDate(at.length > 10 ? localOf(at, zone).date : at)}</span>
}
