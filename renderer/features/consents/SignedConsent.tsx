import { useState } from 'react'
import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { CircleX, Printer } from 'lucide-react'
import type { ConsentView } from '../../../shared/protocol/views.ts'
import { useMutate } from '../../api/hooks.ts'
import { consents } from '../../text/en/consents.ts'
import { formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { useZone } from '../patients/today.ts'
import classes from './consents.module.css'
import { Signature } from './SignaturePad.tsx'

const words = consents.view

interface SignedConsentProps {
  consent: ConsentView
  mayRevoke: boolean
  onPrint: () => void
  onRevoke: () => void
  onClose: () => void
}

/** A consent as it was signed: never changed, only withdrawn beside it. */
export function SignedConsent({ consent, mayRevoke, onPrint, onRevoke, onClose }: SignedConsentProps) {
  const zone = useZone()
  const facts: [string, string][] = [
    [words.signer, consent.signer_relation ? words.signerAs(consent.signed_by, consent.signer_relation) : consent.signed_by],
    [words.when, formatInstant(consent.signed_at, zone)],
    [words.witness, consent.witness_name || words.noWitness],
    ...(consent.byName ? [[words.takenBy, consent.byName] as [string, string]] : []),
    ...(consent.method === 'typed' ? [[words.method, words.typed(consent.signed_by)] as [string, string]] : []),
  ]
  return (
    <Modal opened onClose={onClose} title={consent.title} size={760}>
      <Stack gap="sm">
        {consent.revoked_at && <Alert color="red" p="xs" icon={<CircleX />} title={consents.revokedOn(formatInstant(consent.revoked_at, zone), consent.revokedByName)}>{consent.revoke_reason}</Alert>}
        {/* What scrolls must be reachable by keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={classes.frozenText} role="region" aria-label={words.text} tabIndex={0}>{consent.body}</div>
        {consent.method === 'drawn' && <Signature strokes={consent.strokes} name={consent.signed_by} />}
        <dl className={classes.facts}>{facts.map(([head, value]) => [<dt key={head}>{head}</dt>, <dd key={`${head} value`}>{value}</dd>])}</dl>
        <Group justify="flex-end">
          {mayRevoke && consent.revoked_at === null && <Button variant="outline" color="red" onClick={onRevoke}>{words.revoke}</Button>}
          <Button leftSection={<Printer size={16} />} onClick={onPrint}>{words.print}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Asks why a consent is withdrawn. */
export function RevokeDialog({ consent, onClose }: { consent: ConsentView; onClose: () => void }) {
  const mutate = useMutate()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const save = async () => {
    setTried(true)
    if (reason.trim() === '') return false
    const receipt = await mutate('consent.revoke', { id: consent.id, patientId: consent.patient_id, reason: reason.trim() })
    if (receipt) say(consents.revoke.done)
    return receipt !== null
  }
  return (
    <FormDialog title={consents.revoke.title} saveLabel={consents.revoke.save} onSave={save} onClose={onClose}>
      <Alert color="yellow" p="xs">{consents.revoke.body}</Alert>
      <Textarea label={consents.revoke.reason} withAsterisk data-autofocus rows={2} maxLength={400} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={tried && reason.trim() === '' && consents.revoke.missing} />
    </FormDialog>
  )
}
