import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { ActionIcon, Button, Checkbox, Text, TextInput } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import type { NamedItem } from '../../../shared/schema/tables/intake.ts'
import { intake } from '../../text/en/intake.ts'
import classes from './intake.module.css'

const words = intake.form
const MOST = 40

interface NamedItemsProps {
  /** Prefix of the fields' ids, which the problems name. */
  kind: 'allergies' | 'medications'
  title: string
  /** What a row names, and the remark beside it. */
  what: string
  remark: string
  addLabel: string
  noneLabel: string
  items: readonly NamedItem[]
  isNone: boolean
  problems: Readonly<Record<string, string>>
  onChange: (items: NamedItem[]) => void
  onNone: (isNone: boolean) => void
}

/** Rows of something and a remark; Enter begins the next row. */
export function NamedItems({ kind, title, what, remark, addLabel, noneLabel, items, isNone, problems, onChange, onNone }: NamedItemsProps) {
  const rows = items.length === 0 ? [{ label: '', note: '' }] : items
  const list = useRef<HTMLDivElement>(null)
  const named = items.some(({ label, note }) => label.trim() !== '' || note.trim() !== '')
  const set = (at: number, patch: Partial<NamedItem>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...patch } : row)))
  const focusRow = (at: number) => requestAnimationFrame(() => list.current?.querySelectorAll<HTMLInputElement>('input[data-label]')[at]?.focus())
  const add = () => {
    if (rows.length >= MOST) return
    onChange([...rows, { label: '', note: '' }])
    focusRow(rows.length)
  }
  const remove = (at: number) => {
    onChange(rows.filter((_, index) => index !== at))
    focusRow(Math.max(0, at - 1))
  }
  const press = (event: KeyboardEvent, at: number) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (at === rows.length - 1 && rows[at]!.label.trim() !== '') add()
    else focusRow(at + 1)
  }
  return (
    <fieldset className={classes.part}>
      <legend>{title}</legend>
      <div ref={list} className={classes.rows}>
        {rows.map((row, at) => (
          <div key={at} className={classes.itemRow} role="group" aria-label={words.itemOf(what, at + 1)}>
            <TextInput id={`intake-${kind}.${at}`} data-label aria-label={what} placeholder={what} maxLength={120} autoComplete="off" disabled={isNone} value={row.label} error={problems[`${kind}.${at}`]} onKeyDown={(event) => press(event, at)} onChange={(event) => set(at, { label: event.currentTarget.value })} />
            <TextInput aria-label={remark} placeholder={remark} maxLength={120} autoComplete="off" disabled={isNone} value={row.note} onKeyDown={(event) => press(event, at)} onChange={(event) => set(at, { note: event.currentTarget.value })} />
            <ActionIcon variant="subtle" color="gray" size={32} disabled={isNone || (rows.length === 1 && !named)} aria-label={words.remove(what, row.label, at + 1)} onClick={() => remove(at)}><X size={16} /></ActionIcon>
          </div>
        ))}
      </div>
      <div className={classes.partFoot}>
        <Checkbox id={`intake-${kind}`} size="md" label={noneLabel} checked={isNone && !named} disabled={named} onChange={(event) => onNone(event.currentTarget.checked)} aria-describedby={problems[kind] ? `intake-${kind}-problem` : undefined} aria-invalid={problems[kind] ? true : undefined} />
        <Button size="compact-sm" variant="subtle" leftSection={<Plus size={14} />} disabled={isNone || rows.length >= MOST} onClick={add}>{addLabel}</Button>
      </div>
      {problems[kind] && <Text id={`intake-${kind}-problem`} size="xs" c="red.8">{problems[kind]}</Text>}
    </fieldset>
  )
}
