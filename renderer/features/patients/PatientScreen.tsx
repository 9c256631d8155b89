import { useEffect } from 'react'
import { Button, Tabs } from '@mantine/core'
import { ArrowLeft } from 'lucide-react'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { patients as words } from '../../text/en/patients.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { PatientAccountPanel } from '../billing/PatientAccountPanel.tsx'
import { ChartPanel } from '../chart/index.tsx'
import { Details } from './Details.tsx'
import { Overview } from './Overview.tsx'
import { PatientHeader } from './PatientHeader.tsx'
import classes from './patient.module.css'
import { remindOfUnsaved } from './unsaved.tsx'
import { useHasUnsaved } from './use-details.ts'

const TABS = ['overview', 'chart', 'billing', 'details'] as const
type Tab = (typeof TABS)[number]

/** Everything about one patient. */
export function PatientScreen({ patientId, tab }: { patientId: string; tab?: string }) {
  const page = useClinicQuery('patients.page', { patientId })
  useEffect(() => () => remindOfUnsaved(patientId), [patientId])
  if (page.isError) return <><ScreenHeader title={words.title} /><LoadFailed error={page.error} onRetry={() => void page.refetch()} /></>
  if (page.isPending) return <><ScreenHeader title={words.title} /><LoadingLines lines={10} /></>
  if (!page.data) return <><ScreenHeader title={words.title} /><Unknown /></>
  return (
    <div className={classes.screen}>
      <ScreenHeader title={page.data.name} />
      <PatientHeader page={page.data} />
      <Parts page={page.data} tab={TABS.find((name) => name === tab) ?? 'overview'} />
    </div>
  )
}

function Unknown() {
  const back = <Button variant="default" leftSection={<ArrowLeft size={16} />} onClick={() => go({ screen: 'patients' })}>{words.backToList}</Button>
  return <Empty title={words.unknownPatient} action={back} />
}

function Parts({ page, tab }: { page: PatientPage; tab: Tab }) {
  const patientId = page.patient.id
  const isUnsaved = useHasUnsaved(patientId)
  const mayBill = useCan('billing.read') && page.balanceCentavos !== null
  const show = (next: string | null) => {
    const name = TABS.find((candidate) => candidate === next)
    if (name) go({ screen: 'patient', patientId, tab: name }, 'replace')
  }
  return (
    <Tabs className={classes.tabs} value={tab === 'billing' && !mayBill ? 'overview' : tab} onChange={show} keepMounted={false}>
      <Tabs.List className={classes.tabList} aria-label={words.tabs.label}>
        {TABS.filter((name) => name !== 'billing' || mayBill).map((name) => <Tabs.Tab key={name} value={name} fw={600}>{name === 'details' && isUnsaved ? words.tabs.unsaved : words.tabs[name]}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel className={classes.panel} value="overview"><Overview page={page} /></Tabs.Panel>
      <Tabs.Panel className={classes.panel} value="chart"><ChartPanel patientId={patientId} visits={page.visits} age={page.age} /></Tabs.Panel>
      {mayBill && <Tabs.Panel className={classes.panel} value="billing"><PatientAccountPanel patientId={patientId} /></Tabs.Panel>}
      <Tabs.Panel className={classes.panel} value="details"><Details patient={page.patient} /></Tabs.Panel>
    </Tabs>
  )
}
