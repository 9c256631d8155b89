import { useState } from 'react'
import { Badge, Button, Switch, Table, Text } from '@mantine/core'
import type { ChartEntry } from '../../../shared/protocol/views.ts'
import { Panel } from '../../ui/screen.tsx'
import { formatDate } from '../../ui/format.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { findingOf } from '../../../shared/domain/findings.ts'

interface HistoryProps {
  entries: readonly ChartEntry[]
  /** The tooth that the list can be narrowed to. */
  selected: string | null
  /** Absent for who may not chart. */
  onTakeBack?: (entry: ChartEntry) => void
}

const text = words.history

/** Everything that was ever charted, newest first; what was taken back stays, struck through. */
export function History({ entries, selected, onTakeBack }: HistoryProps) {
  const [onlyTooth, setOnlyTooth] = useState(false)
  const all = entries.filter((entry) => entry.voids_entry_id === null)
  const narrowed = onlyTooth && selected !== null
  const shown = (narrowed ? all.filter((entry) => entry.tooth === selected) : all).toSorted(newestFirst)
  const filter = selected !== null && <Switch size="sm" label={text.onlyTooth(selected)} checked={onlyTooth} onChange={(event) => setOnlyTooth(event.currentTarget.checked)} />
  return (
    <Panel title={text.title} actions={filter}>
      {shown.length === 0 ? <Text c="dimmed" p="md">{narrowed ? words.selected.sound : text.empty}</Text> : (
        <Table.ScrollContainer minWidth={720}>
          <Table aria-label={text.title}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text.date}</Table.Th>
                <Table.Th>{text.where}</Table.Th>
                <Table.Th>{text.what}</Table.Th>
                <Table.Th>{text.layer}</Table.Th>
                <Table.Th>{text.dentist}</Table.Th>
                <Table.Th>{text.note}</Table.Th>
                {onTakeBack && <Table.Th><span className="visually-hidden">{text.takeBack}</span></Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((entry) => <Line key={entry.id} entry={entry} onTakeBack={onTakeBack} />)}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}

function newestFirst(a: ChartEntry, b: ChartEntry): number {
  const order = (x: string, y: string) => (x < y ? 1 : x > y ? -1 : 0)
  return order(a.effective_date, b.effective_date) || order(a.created_at, b.created_at) || order(a.id, b.id)
}

/** "16 MOD", "16", "Mouth". */
export function placeName(entry: Pick<ChartEntry, 'tooth' | 'surfaces'>): string {
  return entry.tooth === null ? text.mouth : [entry.tooth, entry.surfaces].filter(Boolean).join(' ')
}

/** The service as it was sold, else the finding in words. */
export function findingName(entry: Pick<ChartEntry, 'finding' | 'serviceName'>): string {
  return entry.serviceName ?? findingOf(entry.finding)?.label ?? entry.finding
}

function Line({ entry, onTakeBack }: { entry: ChartEntry; onTakeBack?: (entry: ChartEntry) => void }) {
  const what = `${placeName(entry)} ${findingName(entry)}`
  const isCharged = entry.layer === 'completed' && entry.service_id !== null
  return (
    <Table.Tr className={entry.isVoided ? classes.voided : undefined}>
      <Table.Td className="tabular">{formatDate(entry.effective_date)}</Table.Td>
      <Table.Td fw={600}>{placeName(entry)}</Table.Td>
      <Table.Td>{findingName(entry)}</Table.Td>
      <Table.Td>{words.layers[entry.layer]}</Table.Td>
      <Table.Td>{entry.dentistName ?? ''}</Table.Td>
      <Table.Td style={{ maxWidth: 280, overflowWrap: 'anywhere' }}>{entry.note}</Table.Td>
      {onTakeBack && (
        <Table.Td ta="right" data-plain>
          {entry.isVoided && <Badge color="gray" variant="light" c="gray.7" tt="none">{text.voided}</Badge>}
          {!entry.isVoided && !isCharged && <Button size="compact-sm" variant="subtle" color="gray.8" aria-label={text.takeBackOf(what)} onClick={() => onTakeBack(entry)}>{text.takeBack}</Button>}
        </Table.Td>
      )}
    </Table.Tr>
  )
}
