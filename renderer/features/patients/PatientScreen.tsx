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
import { WalkInBar } from '../walk-in/index.tsx'
import { PARTS } from './parts.tsx'
import { PatientHeader } from './PatientHeader.tsx'
import classes from './patient.module.css'
import { remindOfUnsaved } from './unsaved.tsx'
import { useHasUnsaved } from './use-details.ts'

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
      <WalkInBar page={page.data} />
      <Parts page={page.data} asked={tab} />
    </div>
  )
}

function Unknown() {
  const back = <Button variant="default" leftSection={<ArrowLeft size={16} />} onClick={() => go({ screen: 'patients' })}>{words.backToList}</Button>
  return <Empty title={words.unknownPatient} action={back} />
}

function Parts({ page, asked }: { page: PatientPage; asked: string | undefined }) {
  const patientId = page.patient.id
  const isUnsaved = useHasUnsaved(patientId)
  const mayBill = useCan('billing.read') && page.balanceCentavos !== null
  const parts = PARTS.filter((part) => mayBill || !('isMoney' in part))
  const part = parts.find(({ name }) => name === asked) ?? parts[0]!
  const show = (next: string | null) => {
    const found = parts.find(({ name }) => name === next)
    if (found) go({ screen: 'patient', patientId, tab: found.name }, 'replace')
  }
  return (
    <Tabs className={classes.tabs} value={part.name} onChange={show} keepMounted={false}>
      <Tabs.List className={classes.tabList} aria-label={words.tabs.label}>
        {parts.map(({ name }) => <Tabs.Tab key={name} value={name} fw={600}>{name === 'details' && isUnsaved ? words.tabs.unsaved : words.tabs[name]}</Tabs.Tab>)}
      </Tabs.List>
      {parts.map(({ name, render }) => <Tabs.Panel key={name} className={classes.panel} value={name}>{name === part.name && render(page)}</Tabs.Panel>)}
    </Tabs>
  )
}
