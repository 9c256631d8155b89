import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Anchor, Button, CloseButton, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { UserRoundPlus } from 'lucide-react'
import type { LinkView, PatientHit, PatientPage } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { records } from '../../text/en/records.ts'
import { Panel } from '../../ui/screen.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { PatientCombobox } from '../search/PatientCombobox.tsx'
import classes from './patient.module.css'

const words = records.family

type Relation = LinkView['relation']
/** Offered in this order; that two are not the same is said where duplicates are looked at. */
const OFFERED: readonly Relation[] = ['parent', 'child', 'spouse', 'sibling', 'guardian', 'ward', 'guarantor', 'dependant', 'other']
const open = (patientId: string) => go({ screen: 'patient', patientId })

/** The people the patient belongs to, a click away from each. */
export function FamilyPanel({ page }: { page: PatientPage }) {
  const mayWrite = useCan('patients.write')
  const [adding, setAdding] = useState(false)
  const add = mayWrite && <Button size="compact-sm" variant="subtle" leftSection={<UserRoundPlus size={14} />} onClick={() => setAdding(true)}>{words.add}</Button>
  return (
    <Panel title={words.title}>
      {page.links.length === 0 && <Text size="sm" c="dimmed" px={14} pt={10}>{words.none}</Text>}
      <ul className={classes.sideList}>
        {page.links.map((link) => <LinkLine key={link.id} link={link} patientId={page.patient.id} mayWrite={mayWrite} />)}
      </ul>
      {add && <div style={{ padding: '6px 8px 10px' }}>{add}</div>}
      {adding && <LinkDialog page={page} onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function LinkLine({ link, patientId, mayWrite }: { link: LinkView; patientId: string; mayWrite: boolean }) {
  const mutate = useMutate()
  const again = () => mutate('link.add', { id: newId(), patientId, otherId: link.patientId, relation: link.relation, note: link.note })
  const end = async () => {
    if (await mutate('link.end', { id: link.id, patientId })) offerUndo(words.ended(link.name), again)
  }
  return (
    <li>
      <div>
        <Text size="xs" c="dimmed">{words.relations[link.relation]}</Text>
        <Anchor component="button" type="button" size="sm" fw={600} ta="left" aria-label={words.open(link.name)} onClick={() => open(link.patientId)}>{link.name}</Anchor>
        {link.phone && <Text size="xs" className="tabular">{link.phone}</Text>}
        {link.note && <Text size="xs" c="dimmed">{link.note}</Text>}
      </div>
      {mayWrite && <CloseButton size="sm" aria-label={words.end(link.name)} onClick={() => void end()} />}
    </li>
  )
}

/** The same people in the patient's header. */
export function FamilyLine({ links }: { links: readonly LinkView[] }) {
  // One person may be both, a parent and the guarantor.
  const family = [...Map.groupBy(links.filter((link) => link.relation !== 'not_same'), (link) => link.patientId)]
  if (family.length === 0) return null
  return (
    <ul className={`${classes.facts} ${classes.family}`} aria-label={words.inHeader}>
      {family.map(([patientId, [first, ...more]]) => first && (
        <li key={patientId}>
          <Text span size="sm" c="dimmed">{[first, ...more].map(({ relation }) => words.relations[relation]).join(', ')} </Text>
          <Anchor component="button" type="button" size="sm" aria-label={words.open(first.name)} onClick={() => open(patientId)}>{first.name}</Anchor>
        </li>
      ))}
    </ul>
  )
}

function LinkDialog({ page, onClose }: { page: PatientPage; onClose: () => void }) {
  const mutate = useMutate()
  const [other, setOther] = useState<Pick<PatientHit, 'id' | 'name'> | null>(null)
  const [relation, setRelation] = useState<Relation>('parent')
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const relationField = useRef<HTMLSelectElement>(null)
  const personField = useRef<HTMLInputElement>(null)
  const patientId = page.patient.id
  const problem = other === null ? words.missing : other.id === patientId ? words.self : undefined
  const take = (hit: typeof other) => {
    // The field that had the keyboard goes away with this.
    flushSync(() => setOther(hit))
    const next = hit ? relationField : personField
    next.current?.focus()
  }
  const save = async () => {
    setTried(true)
    if (other === null || problem !== undefined) return false
    const id = newId()
    if (!await mutate('link.add', { id, patientId, otherId: other.id, relation, note })) return false
    offerUndo(words.saved(other.name), () => mutate('link.end', { id, patientId }))
    return true
  }
  return (
    <FormDialog title={words.addTitle} saveLabel={words.save} onSave={save} onClose={onClose}>
      {other === null
        ? <PatientCombobox label={words.person} placeholder={words.personHint} focusFirst takesOnTab error={tried && problem} inputRef={personField} onPick={take} />
        : <Chosen name={other.name} error={tried ? problem : undefined} onChange={() => take(null)} />}
      <NativeSelect ref={relationField} label={words.relation(page.name)} value={relation} onChange={(event) => setRelation(OFFERED.find((each) => each === event.currentTarget.value) ?? 'other')} data={OFFERED.map((value) => ({ value, label: words.relations[value] }))} />
      <TextInput label={words.note} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} autoComplete="off" />
    </FormDialog>
  )
}

function Chosen({ name, error, onChange }: { name: string; error: string | undefined; onChange: () => void }) {
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} role="status">{words.chosen(name)}</Text>
        <Button size="compact-sm" variant="default" style={{ flex: 'none' }} onClick={onChange}>{words.change}</Button>
      </Group>
      {error && <Text size="sm" c="red.8" role="alert">{error}</Text>}
    </div>
  )
}
