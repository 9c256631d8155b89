import { useState } from 'react'
import type { ReactNode } from 'react'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { ClipboardCheck, ClipboardList, Info, TriangleAlert } from 'lucide-react'
import { localOf } from '../../../shared/domain/time.ts'
import type { HistoryView, PatientPage } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { intake as words } from '../../text/en/intake.ts'
import { formatDate, formatInstant } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { nextAfter, useIsWalkIn } from '../walk-in/store.ts'
import { readForm, startForm } from './form.ts'
import { FormRead } from './FormRead.tsx'
import { IntakeForm } from './IntakeForm.tsx'
import classes from './intake.module.css'
import { useDraft } from './use-draft.ts'
import type { Draft } from './use-draft.ts'
import { Versions } from './Versions.tsx'

/** The tab of the medical history: what stands, when it was reviewed, and the form. */
export function MedicalHistory({ page }: { page: PatientPage }) {
  const patientId = page.patient.id
  const history = useClinicQuery('patients.history', { patientId })
  const mayWrite = useCan('patients.write')
  if (history.isError) return <LoadFailed error={history.error} onRetry={() => void history.refetch()} />
  if (!history.data) return <LoadingLines lines={8} />
  return mayWrite ? <Editable page={page} history={history.data} /> : <Reading page={page} history={history.data} />
}

function Editable({ page, history }: { page: PatientPage; history: HistoryView }) {
  // Whoever has just come in for the first time is asked at once.
  const isWalkIn = useIsWalkIn(page.patient.id)
  const draft = useDraft('intake', page.patient.id)
  const [choice, setChoice] = useState<'form' | 'read' | null>(null)
  if (draft.state === 'loading') return <LoadingLines lines={8} />
  const kept = draft.found ? readForm(draft.found.content) : null
  const isFilling = choice === null ? kept !== null || (isWalkIn && history.forms.length === 0) : choice === 'form'
  if (!isFilling) return <Reading page={page} history={history} hasDraft={draft.found !== null} onFill={() => setChoice('form')} />
  return <Filling page={page} history={history} draft={draft} onClose={() => setChoice('read')} />
}

function Filling({ page, history, draft, onClose }: { page: PatientPage; history: HistoryView; draft: Draft; onClose: () => void }) {
  const zone = useZone()
  const [found] = useState(draft.found)
  const kept = found ? readForm(found.content) : null
  const [start] = useState(() => kept ?? startForm(history.forms[0], page.patient))
  const newest = history.forms[0]
  const isOutrun = newest !== undefined && newest.id !== start.baseId
  return (
    <div className={classes.filling}>
      <IntakeForm
        page={page}
        start={start}
        draft={draft}
        onClose={onClose}
        onSaved={() => nextAfter('history', page.patient.id)}
        notice={(kept !== null || isOutrun) && (
          <Stack gap={8} role="status">
            {kept !== null && found && <Alert color="teal" p="xs" role="none" icon={<Info />}>{words.draft.taken(formatInstant(found.savedAt, zone))}</Alert>}
            {isOutrun && <Alert color="yellow" p="xs" role="none" icon={<TriangleAlert />}>{words.draft.newer(formatDate(localOf(newest.created_at, zone).date), newest.byName)}</Alert>}
          </Stack>
        )}
      />
      <Shown history={history} />
    </div>
  )
}

/** While the form is filled in, an earlier version can be looked at beside it. */
function Shown({ history }: { history: HistoryView }) {
  const [shownId, setShownId] = useState<string | null>(null)
  const shown = history.forms.find(({ id }) => id === shownId)
  const zone = useZone()
  if (history.forms.length + history.reviews.length === 0) return null
  return (
    <Stack gap={14} className={classes.aside}>
      <Versions history={history} shownId={shownId} onShow={(id) => setShownId(id === shownId ? null : id)} />
      {shown && <Panel title={words.older(formatDate(localOf(shown.created_at, zone).date))}><FormRead form={shown} /></Panel>}
    </Stack>
  )
}

interface ReadingProps {
  page: PatientPage
  history: HistoryView
  /** Whether something typed waits to be saved. */
  hasDraft?: boolean
  /** Absent for who may not write. */
  onFill?: () => void
}

function Reading({ page, history, hasDraft = false, onFill }: ReadingProps) {
  const zone = useZone()
  const [shownId, setShownId] = useState<string | null>(null)
  const current = history.forms[0]
  const shown = history.forms.find(({ id }) => id === shownId) ?? current
  const fill = onFill && <Button variant={current ? 'default' : 'filled'} leftSection={<ClipboardList size={16} />} onClick={onFill}>{hasDraft ? words.resume : current ? words.update : words.fill}</Button>
  return (
    <>
      <ReviewState page={page} mayReview={onFill !== undefined && current !== undefined} actions={current && fill} />
      {!onFill && <Text c="dimmed" size="sm" mb="sm">{words.readOnly}</Text>}
      {!shown ? <Panel><Empty icon={<ClipboardList size={32} />} title={words.empty} action={fill}>{words.emptyText}</Empty></Panel> : (
        <div className={classes.layout}>
          <Panel title={(shown === current ? words.current : words.older)(formatDate(localOf(shown.created_at, zone).date))} actions={shown !== current && <Button size="compact-sm" variant="default" onClick={() => setShownId(null)}>{words.backToCurrent}</Button>}>
            {shown !== current && <Text size="sm" c="dimmed" px="md" pt="sm">{words.frozen}</Text>}
            <FormRead form={shown} />
          </Panel>
          <Versions history={history} shownId={shown.id} onShow={setShownId} />
        </div>
      )}
    </>
  )
}

/** When the history was last gone through, whether that is too long ago, and the one click for when nothing changed. */
function ReviewState({ page, mayReview, actions }: { page: PatientPage; mayReview: boolean; actions: ReactNode }) {
  const mutate = useMutate()
  const today = useToday()
  const months = useReference()?.clinic.history_review_months ?? 6
  const [busy, setBusy] = useState(false)
  const { reviewedOn, byName, dueOn, isDue } = page.review
  const review = async () => {
    if (busy) return
    setBusy(true)
    if (await mutate('history.review', { id: newId(), patientId: page.patient.id })) {
      say(words.reviewed)
      nextAfter('history', page.patient.id)
    }
    setBusy(false)
  }
  return (
    <section className={classes.review} data-due={isDue} aria-label={words.title}>
      {isDue && <TriangleAlert size={18} aria-hidden="true" color="#6b3b00" />}
      <div style={{ flex: '1 1 320px' }}>
        <Text fw={650}>{reviewedOn === null ? words.never : words.lastReviewed(reviewedOn === today ? words.today : formatDate(reviewedOn), byName)}</Text>
        <Text size="sm" c={isDue ? '#6b3b00' : 'dimmed'}>{reviewedOn === null ? words.neverText : isDue ? words.due(months) : dueOn && words.notDue(formatDate(dueOn))}</Text>
      </div>
      <Group gap="sm">
        {mayReview && reviewedOn !== today && <Button variant={isDue ? 'filled' : 'light'} leftSection={<ClipboardCheck size={16} />} onClick={() => void review()}>{words.reviewedToday}</Button>}
        {actions}
      </Group>
    </section>
  )
}
