import { useState } from 'react'
import { Alert, Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { ArrowLeft, CopyCheck, WifiOff } from 'lucide-react'
import type { DuplicatePair, PatientHit } from '../../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../../api/hooks.ts'
import { useCan, useLive } from '../../../app/live.ts'
import { go } from '../../../app/route.ts'
import { en } from '../../../text/index.ts'
import { records } from '../../../text/en/records.ts'
import { AlertMark } from '../../../ui/alert-mark.tsx'
import { formatDate } from '../../../ui/format.ts'
import { useKeepFocus } from '../../../ui/keep-focus.ts'
import { ScreenHeader } from '../../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../../ui/states.tsx'
import { offerUndo } from '../../../ui/undo.tsx'
import { FormDialog } from '../../lists/form-dialog.tsx'
import { ListScreen } from '../../lists/list-screen.tsx'
import { VirtualTable } from '../../lists/VirtualTable.tsx'
import type { Column } from '../../lists/VirtualTable.tsx'
import classes from './duplicates.module.css'
import { MergeDialog } from './MergeDialog.tsx'

const words = records.duplicates

type Step = { pair: DuplicatePair; kind: 'compare' | 'apart' }

/** Records that may be of one person: each pair is compared and merged, or kept apart with a reason. */
export function DuplicatesScreen() {
  const query = useClinicQuery('patients.duplicates', {})
  const isOffline = useLive((live) => live.sync?.network === 'offline')
  const mayWrite = useCan('patients.write')
  const [step, setStep] = useState<Step | null>(null)
  const pairs = query.data ?? []
  const close = () => setStep(null)
  const place = useKeepFocus<HTMLButtonElement>(pairs.length)
  const back = <Button ref={place} variant="default" leftSection={<ArrowLeft size={16} />} onClick={() => go({ screen: 'patients' })}>{words.back}</Button>
  return (
    <>
      <ScreenHeader title={words.title} />
      <ListScreen tools={<>{back}<Text size="sm" c="dimmed" ml="auto" role="status">{query.data && words.count(pairs.length)}</Text></>}>
        {isOffline && <Alert color="gray" icon={<WifiOff size={16} />} m="sm" p="xs">{words.offline}</Alert>}
        {query.isError && <LoadFailed error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <LoadingLines lines={8} />}
        {query.data && pairs.length === 0 && <Empty icon={<CopyCheck size={32} />} title={words.none}>{words.noneText}</Empty>}
        {pairs.length > 0 && <VirtualTable label={words.title} columns={columnsOf(mayWrite, setStep)} rows={pairs} rowKey={keyOf} rowHeight={60} />}
      </ListScreen>
      {step?.kind === 'compare' && <MergeDialog intoId={step.pair.first.id} fromId={step.pair.second.id} onClose={close} />}
      {step?.kind === 'apart' && <ApartDialog pair={step.pair} onClose={close} />}
    </>
  )
}

const keyOf = ({ first, second }: DuplicatePair) => `${first.id} ${second.id}`

function columnsOf(mayWrite: boolean, onStep: (step: Step) => void): Column<DuplicatePair>[] {
  const shown: Column<DuplicatePair>[] = [
    { key: 'first', header: words.first, width: '1.2fr', tight: true, render: ({ first }) => <Who hit={first} /> },
    { key: 'second', header: words.second, width: '1.2fr', tight: true, render: ({ second }) => <Who hit={second} /> },
    { key: 'agrees', header: words.agrees, width: '1fr', render: ({ agrees }) => <Text size="sm">{words.reasons(agrees)}</Text> },
  ]
  if (!mayWrite) return shown
  const what: Column<DuplicatePair> = {
    key: 'what', header: words.what, width: '250px', tight: true,
    render: (pair) => (
      <Group gap={8} wrap="nowrap">
        <Button size="xs" aria-label={words.compareOf(pair.first.name, pair.second.name)} onClick={() => onStep({ pair, kind: 'compare' })}>{words.compare}</Button>
        <Button size="xs" variant="default" aria-label={words.apartOf(pair.first.name, pair.second.name)} onClick={() => onStep({ pair, kind: 'apart' })}>{words.apart}</Button>
      </Group>
    ),
  }
  return [...shown, what]
}

function Who({ hit }: { hit: PatientHit }) {
  const facts = [hit.birthDate && formatDate(hit.birthDate), hit.phone, hit.chartNumber, hit.standing === 'active' ? '' : records.standings[hit.standing]].filter(Boolean)
  return (
    <span className={classes.who}>
      <Group gap={6} wrap="nowrap"><Anchor component="button" type="button" size="sm" fw={600} truncate onClick={() => go({ screen: 'patient', patientId: hit.id })}>{hit.name}</Anchor><AlertMark alerts={hit.alerts} /></Group>
      <span className={classes.facts}>{facts.join(' · ') || en.search.noVisit}</span>
    </span>
  )
}

function ApartDialog({ pair: { first, second }, onClose }: { pair: DuplicatePair; onClose: () => void }) {
  const mutate = useMutate()
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const save = async () => {
    setTried(true)
    if (note.trim() === '') return false
    const id = newId()
    if (!await mutate('link.add', { id, patientId: first.id, otherId: second.id, relation: 'not_same', note })) return false
    offerUndo(words.apartSaved, () => mutate('link.end', { id, patientId: first.id }))
    return true
  }
  return (
    <FormDialog title={words.apartTitle} saveLabel={words.apartSave} onSave={save} onClose={onClose}>
      <Text size="sm">{words.apartBody(first.name, second.name)}</Text>
      <TextInput label={words.reason} placeholder={words.reasonHint} withAsterisk data-autofocus maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={tried && note.trim() === '' && words.reasonMissing} autoComplete="off" />
    </FormDialog>
  )
}
