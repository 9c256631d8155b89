import { useState } from 'react'
import { Badge, Button, Text } from '@mantine/core'
import { FileSignature } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { ConsentView, PatientConsents, PatientPage } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { consents as words } from '../../text/en/consents.ts'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { useZone } from '../patients/today.ts'
import { nextAfter, useIsWalkIn } from '../walk-in/store.ts'
import { ConsentPaper } from './ConsentPaper.tsx'
import classes from './consents.module.css'
import { RevokeDialog, SignedConsent } from './SignedConsent.tsx'
import { SigningForm } from './SigningForm.tsx'

/** The tab of the consents: what was signed, and the texts that can be. */
export function Consents({ page }: { page: PatientPage }) {
  const view = useClinicQuery('consents.view', { patientId: page.patient.id })
  const mayWrite = useCan('patients.write')
  const isWalkIn = useIsWalkIn(page.patient.id)
  const [signing, setSigning] = useState<Row<'consent_templates'> | null>(null)
  if (view.isError) return <LoadFailed error={view.error} onRetry={() => void view.refetch()} />
  if (!view.data) return <LoadingLines lines={8} />
  // The version that was opened is the one that is signed, whatever a manager changes meanwhile.
  if (signing) return <SigningForm key={signing.id} page={page} template={signing} onClose={() => setSigning(null)} onSigned={() => nextAfter('consents', page.patient.id)} />
  return (
    <div className={classes.layout}>
      <Panel title={words.signed}><Signed signed={view.data.signed} mayWrite={mayWrite} /></Panel>
      {mayWrite ? <Offered offered={view.data.offered} isWalkIn={isWalkIn} onSign={setSigning} /> : <Text c="dimmed" size="sm">{words.readOnly}</Text>}
    </div>
  )
}

type Task = { kind: 'show' | 'revoke' | 'print'; id: string }

function Signed({ signed, mayWrite }: { signed: PatientConsents['signed']; mayWrite: boolean }) {
  const [task, setTask] = useState<Task | null>(null)
  const close = () => setTask(null)
  const consent = signed.find(({ id }) => id === task?.id)
  if (signed.length === 0) return <Empty icon={<FileSignature size={32} />} title={words.none}>{mayWrite ? words.noneText : ''}</Empty>
  return (
    <>
      <ul className={classes.list} aria-label={words.signed}>
        {signed.map((each) => <SignedLine key={each.id} consent={each} onOpen={() => setTask({ kind: 'show', id: each.id })} />)}
      </ul>
      {consent && task?.kind === 'show' && <SignedConsent consent={consent} mayRevoke={mayWrite} onPrint={() => setTask({ kind: 'print', id: consent.id })} onRevoke={() => setTask({ kind: 'revoke', id: consent.id })} onClose={close} />}
      {consent && task?.kind === 'revoke' && <RevokeDialog consent={consent} onClose={close} />}
      {consent && task?.kind === 'print' && <ConsentPaper consentId={consent.id} onClose={close} />}
    </>
  )
}

function SignedLine({ consent, onOpen }: { consent: ConsentView; onOpen: () => void }) {
  const zone = useZone()
  const date = formatDate(localOf(consent.signed_at, zone).date)
  return (
    <li>
      <div>
        <button type="button" className={classes.open} aria-label={words.open(consent.title, date)} onClick={onOpen}>{consent.title}</button>
        <Text size="sm" c="dimmed">{words.signedOn(date, consent.signed_by)}</Text>
      </div>
      {consent.revoked_at === null ? <Badge variant="light" color="teal" c="teal.9" tt="none">{words.standing}</Badge> : <Badge variant="light" color="red" c="red.9" tt="none">{words.revoked}</Badge>}
    </li>
  )
}

function Offered({ offered, isWalkIn, onSign }: { offered: PatientConsents['offered']; isWalkIn: boolean; onSign: (template: Row<'consent_templates'>) => void }) {
  const isManager = useCan('settings.write')
  const first = useFocusFirst<HTMLButtonElement>(isWalkIn)
  if (offered.length === 0) {
    return (
      <Panel title={words.offered}>
        <Empty title={words.noTexts} action={isManager && <Button variant="default" onClick={() => go({ screen: 'settings', tab: 'consents' })}>{words.settings.add}</Button>}>{isManager ? words.noTextsManager : words.noTextsOther}</Empty>
      </Panel>
    )
  }
  return (
    <Panel title={words.offered}>
      <div className={classes.texts}>
        {offered.map((template, index) => <Button key={template.id} ref={index === 0 ? first : undefined} variant="default" justify="flex-start" leftSection={<FileSignature size={16} />} aria-label={words.sign(template.title)} onClick={() => onSign(template)}>{template.title}</Button>)}
      </div>
    </Panel>
  )
}
