import type { ReactNode } from 'react'
import { Badge, Button, Table } from '@mantine/core'
import { Plus } from 'lucide-react'
import { en } from '../../text/index.ts'
import { Panel } from '../../ui/screen.tsx'
import { Empty } from '../../ui/states.tsx'

interface SettingsTableProps<T> {
  title: string
  addLabel: string
  rows: readonly T[]
  columns: readonly { label: string; align?: 'right'; cell: (row: T) => ReactNode }[]
  keyOf: (row: T) => string
  /** Left out where every row is in use. */
  isActive?: (row: T) => boolean
  editLabel: (row: T) => string
  onAdd: () => void
  onEdit: (row: T) => void
  empty?: { title: string; text: string }
}

/** A list of settings with a button to add and one per row to change it. */
export function SettingsTable<T>({ title, addLabel, rows, columns, keyOf, isActive, editLabel, onAdd, onEdit, empty }: SettingsTableProps<T>) {
  const add = <Button size="xs" leftSection={<Plus size={16} />} onClick={onAdd}>{addLabel}</Button>
  return (
    <Panel title={title} actions={add}>
      {rows.length === 0 && empty ? (
        <Empty title={empty.title}>{empty.text}</Empty>
      ) : (
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => <Table.Th key={column.label} ta={column.align}>{column.label}</Table.Th>)}
              {isActive && <Table.Th>{en.settings.status}</Table.Th>}
              <Table.Th><span className="visually-hidden">{en.app.edit}</span></Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={keyOf(row)} c={!isActive || isActive(row) ? undefined : 'dimmed'}>
                {columns.map((column) => <Table.Td key={column.label} ta={column.align} className={column.align && 'tabular'}>{column.cell(row)}</Table.Td>)}
                {isActive && <Table.Td><Badge variant="light" tt="none" color={isActive(row) ? 'teal' : 'gray'}>{isActive(row) ? en.settings.active : en.settings.inactive}</Badge></Table.Td>}
                <Table.Td ta="right"><Button size="compact-sm" variant="default" aria-label={editLabel(row)} onClick={() => onEdit(row)}>{en.app.edit}</Button></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}

/** A name behind a dot in the colour of a person or service; the name carries the meaning. */
export function withDot(colour: string, name: string): ReactNode {
  return <><span aria-hidden="true" style={{ display: 'inline-block', width: 12, height: 12, marginRight: 8, borderRadius: 3, background: colour, verticalAlign: -1 }} />{name}</>
}
