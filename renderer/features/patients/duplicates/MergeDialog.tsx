import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { ArrowLeftRight } from 'lucide-react'
import type { MergePreview } from '../../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../../api/hooks.ts'
import { go } from '../../../app/route.ts'
import { en } from '../../../text/index.ts'
import { records } from '../../../text/en/records.ts'
import { Empty, LoadFailed, LoadingLines } from '../../../ui/states.tsx'
import { offerUndo } from '../../../ui/undo.tsx'
import { adopted } from './choices.ts'
import type { Picks } from './choices.ts'
import { CountsTable, FieldsTable } from './Compare.tsx'
import classes from './duplicates.module.css'

const words = records.merge

interface MergeDialogProps {
  /** The record that stays unless the person swaps them. */
  intoId: string
  fromId: string
  onClose: () => void
}

/** Two records side by side: which stays, which value of each field is kept, what is read as one afterwards. */
export function MergeDialog({ intoId, fromId, onClose }: MergeDialogProps) {
  const [isSwapped, setIsSwapped] = useState(false)
  const [first, second] = isSwapped ? [fromId, intoId] : [intoId, fromId]
  const preview = useClinicQuery('patients.mergePreview', { intoId: first, fromId: second })
  return (
    <Modal opened onClose={onClose} title={words.title} size={900}>
      {preview.isError && <LoadFailed error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isPending && <LoadingLines lines={12} />}
      {preview.data === null && <Empty title={words.gone} action={<Button variant="default" onClick={onClose}>{en.app.cancel}</Button>} />}
      {preview.data && <MergeForm key={first} preview={preview.data} onSwap={() => setIsSwapped((was) => !was)} onClose={onClose} />}
    </Modal>
  )
}

function MergeForm({ preview, onSwap, onClose }: { preview: MergePreview; onSwap: () => void; onClose: () => void }) {
  const { into, from } = preview
  const mutate = useMutate()
  const [picks, setPicks] = useState<Picks>({})
  const [reason, setReason] = useState<string>(words.usualReason)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const isMissing = reason.trim() === ''
  const merge = async () => {
    setTried(true)
    if (busy || isMissing) return
    setBusy(true)
    const id = newId()
    const adopt = adopted(into.patient, from.patient, picks)
    const receipt = await mutate('patient.merge', { id, fromId: from.patient.id, intoId: into.patient.id, reason, adopt })
    setBusy(false)
    if (!receipt) return
    offerUndo(words.done(into.hit.name), () => mutate('patient.unmerge', { id, patientId: into.patient.id }))
    onClose()
    go({ screen: 'patient', patientId: into.patient.id, tab: 'details' })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void merge()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text size="sm" c="dimmed">{words.intro}</Text>
          <Button size="compact-sm" variant="default" style={{ flex: 'none' }} leftSection={<ArrowLeftRight size={14} />} onClick={onSwap}>{words.swap}</Button>
        </Group>
        <FieldsTable preview={preview} picks={picks} onPick={(field, side) => setPicks((old) => ({ ...old, [field]: side }))} />
        <CountsTable preview={preview} />
        <TextInput label={words.reason} withAsterisk maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={tried && isMissing && words.reasonMissing} autoComplete="off" />
        <Group justify="flex-end" className={classes.foot}>
          <Button variant="default" onClick={onClose}>{en.app.cancel}</Button>
          <Button type="submit" loading={busy}>{words.confirm}</Button>
        </Group>
      </Stack>
    </form>
  )
}
