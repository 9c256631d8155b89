import { useRef, useState } from 'react'
import { Button, Checkbox, Group, Text, Textarea, TextInput } from '@mantine/core'
import { LONGEST_BODY, PLACEHOLDERS, unknownPlaceholders } from '../../../shared/domain/consent.ts'
import type { Placeholder } from '../../../shared/domain/consent.ts'
import { localOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { consents } from '../../text/en/consents.ts'
import { formatDate } from '../../ui/format.ts'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable } from './SettingsTable.tsx'
import { codeOf } from './template-code.ts'

const words = consents.settings
type Template = Row<'consent_templates'>

/** The texts that patients sign, each in its newest version. */
export function ConsentsTab({ zone }: { zone: string }) {
  const templates = useClinicQuery('consents.templates', {})
  const [editing, setEditing] = useState<Template | 'new' | null>(null)
  if (templates.isError) return <LoadFailed error={templates.error} onRetry={() => void templates.refetch()} />
  if (!templates.data) return <LoadingLines />
  return (
    <>
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={templates.data}
        columns={[
          { label: words.heading, cell: (template) => template.title },
          { label: words.version, align: 'right', cell: (template) => template.version },
          { label: words.since, cell: (template) => formatDate(localOf(template.created_at, zone).date) },
        ]}
        keyOf={(template) => template.id}
        isActive={(template) => template.is_offered}
        editLabel={(template) => words.edit(template.title)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {editing !== null && <TemplateDialog template={editing === 'new' ? null : editing} taken={templates.data.map(({ code }) => code)} onClose={() => setEditing(null)} />}
    </>
  )
}

function problemOf(title: string, body: string): string | null {
  if (title.trim() === '') return words.missing(words.heading)
  if (body.trim() === '') return words.missing(words.body)
  const [unknown] = unknownPlaceholders(body)
  return unknown === undefined ? null : words.unknown(unknown)
}

/** Writes a new version of a text; what was signed under earlier ones stays. */
function TemplateDialog({ template, taken, onClose }: { template: Template | null; taken: readonly string[]; onClose: () => void }) {
  const mutate = useMutate()
  const [id] = useState(newId)
  const [title, setTitle] = useState(template?.title ?? '')
  const [body, setBody] = useState(template?.body ?? '')
  const [isOffered, setOffered] = useState(template?.is_offered ?? true)
  const field = useRef<HTMLTextAreaElement>(null)
  const insert = (name: Placeholder) => {
    const [from, to] = [field.current?.selectionStart ?? body.length, field.current?.selectionEnd ?? body.length]
    const end = from + name.length + 2
    setBody(`${body.slice(0, from)}{${name}}${body.slice(to)}`)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(end, end)
    })
  }
  const save: Parameters<typeof EditDialog>[0]['onSave'] = async (onError) => (await mutate('consent.saveTemplate', { id, code: template?.code ?? codeOf(title, taken), title, body, isOffered }, { onError })) !== null
  return (
    <EditDialog title={template ? words.editTitle(template.version + 1) : words.newTitle} size={760} problem={problemOf(title, body)} onSave={save} onClose={onClose}>
      <TextInput label={words.heading} withAsterisk data-autofocus maxLength={160} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <Textarea ref={field} label={words.body} withAsterisk autosize minRows={8} maxRows={14} maxLength={LONGEST_BODY} value={body} onChange={(event) => setBody(event.currentTarget.value)} />
      <Group gap={6}>
        <Text size="sm" c="dimmed">{words.fillIn}</Text>
        {PLACEHOLDERS.map((name) => <Button key={name} size="compact-sm" variant="default" aria-label={words.insert(words.names[name])} onClick={() => insert(name)}>{words.names[name]}</Button>)}
      </Group>
      <Checkbox size="md" label={words.offered} checked={isOffered} onChange={(event) => setOffered(event.currentTarget.checked)} />
      {template && <Text size="xs" c="dimmed">{words.keeps}</Text>}
    </EditDialog>
  )
}
