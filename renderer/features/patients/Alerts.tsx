import { useState } from 'react'
import { Button, CloseButton, NativeSelect, SegmentedControl, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { Info, OctagonAlert, Plus, TriangleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { patients } from '../../text/en/patients.ts'
import { say } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import classes from './patient.module.css'

const words = patients.alerts

type Alert = Row<'medical_alerts'>
type Severity = Alert['severity']
type Kind = Alert['kind']
const SEVERITIES: readonly Severity[] = ['critical', 'caution', 'info']
const KINDS: readonly Kind[] = ['allergy', 'condition', 'medication', 'other']
const ICON: Record<Severity, LucideIcon> = { critical: OctagonAlert, caution: TriangleAlert, info: Info }

/** The alerts that hold, loudest first, with the ways to add and to end one. */
export function Alerts({ patientId, alerts }: { patientId: string; alerts: PatientPage['alerts'] }) {
  const [adding, setAdding] = useState(false)
  const mayWrite = useCan('patients.write')
  const standing = alerts.filter((alert) => alert.ended_at === null).toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
  return (
    <section className={classes.alerts} aria-label={words.title}>
      {standing.length === 0 && <Text size="sm" c="dimmed">{words.none}</Text>}
      {standing.map((alert) => <AlertChip key={alert.id} alert={alert} canEnd={mayWrite} />)}
      {mayWrite && <Button size="compact-sm" variant="subtle" leftSection={<Plus size={14} />} onClick={() => setAdding(true)}>{words.add}</Button>}
      {adding && <AlertDialog patientId={patientId} onClose={() => setAdding(false)} />}
    </section>
  )
}

function AlertChip({ alert, canEnd }: { alert: Alert; canEnd: boolean }) {
  const mutate = useMutate()
  const Icon = ICON[alert.severity]
  const end = async () => {
    if (await mutate('alert.end', { id: alert.id })) say(words.ended)
  }
  const ask = () => modals.openConfirmModal({
    title: words.endTitle,
    children: <Text size="sm">{words.endBody(alert.label)}</Text>,
    labels: { confirm: words.endConfirm, cancel: words.cancel },
    onConfirm: () => void end(),
  })
  return (
    <span className={classes.alert} data-severity={alert.severity} title={alert.label}>
      <Icon size={15} aria-hidden="true" style={{ flex: 'none' }} />
      <span className={classes.alertText}><b>{words.severities[alert.severity]}</b>: {alert.label}</span>
      {canEnd ? <CloseButton size="sm" c="inherit" aria-label={words.endOf(alert.label)} onClick={ask} /> : <span style={{ width: 7 }} />}
    </span>
  )
}

function AlertDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const mutate = useMutate()
  const [kind, setKind] = useState<Kind>('allergy')
  const [severity, setSeverity] = useState<Severity>('critical')
  const [label, setLabel] = useState('')
  const [tried, setTried] = useState(false)
  const save = async () => {
    setTried(true)
    if (label.trim() === '') return false
    const receipt = await mutate('alert.add', { id: newId(), patientId, kind, severity, label })
    if (receipt) say(words.saved)
    return receipt !== null
  }
  return (
    <FormDialog title={words.add} saveLabel={words.save} onSave={save} onClose={onClose}>
      <TextInput label={words.label} placeholder={words.labelHint} withAsterisk data-autofocus maxLength={200} value={label} onChange={(event) => setLabel(event.currentTarget.value)} error={tried && label.trim() === '' && words.labelMissing} />
      <NativeSelect label={words.kind} value={kind} onChange={(event) => setKind(KINDS.find((candidate) => candidate === event.currentTarget.value) ?? 'other')} data={KINDS.map((value) => ({ value, label: words.kinds[value] }))} />
      <div>
        <Text size="sm" fw={600} mb={4} id="alert-severity">{words.severity}</Text>
        <SegmentedControl fullWidth aria-labelledby="alert-severity" value={severity} onChange={setSeverity} data={SEVERITIES.map((value) => ({ value, label: words.severities[value] }))} />
      </div>
    </FormDialog>
  )
}
