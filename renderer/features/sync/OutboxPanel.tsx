import { useEffect } from 'react'
import { Group, Text } from '@mantine/core'
import type { OutboxItem } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { PatientAlertMark } from '../alerts/index.tsx'
import { changeText } from '../attention/describe.ts'
import { RowOpener, VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import classes from './sync.module.css'

const words = en.sync.outbox

/** Every write of this PC that the centre's rows do not contain yet: what, of which patient, by whom, since when. */
export function OutboxPanel({ waiting, zone }: { waiting: number; zone: string }) {
  const { data, error, refetch } = useClinicQuery('sync.outbox', {})
  // A write that changes no row is counted, but no table tells of it.
  useEffect(() => void refetch(), [waiting, refetch])
  return (
    <Panel title={words.title(data?.total ?? waiting)}>
      {error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : data === undefined ? <LoadingLines lines={2} /> : data.total === 0 ? <Text p="md" c="dimmed">{words.empty}</Text> : (
        <div className={classes.outbox}>
          <VirtualTable label={words.title(0)} columns={columnsFor(zone)} rows={data.items} rowKey={(item) => item.mutationId} />
          {data.total > data.items.length && <Text p="xs" px="md" size="sm" c="dimmed">{words.more(data.items.length)}</Text>}
        </div>
      )}
    </Panel>
  )
}

function columnsFor(zone: string): Column<OutboxItem>[] {
  return [
    { key: 'what', header: words.what, width: '3fr', render: (item) => <span title={changeText(item, zone)}>{changeText(item, zone)}</span> },
    { key: 'patient', header: words.patient, width: '2fr', render: (item) => <Patient item={item} /> },
    { key: 'who', header: words.who, width: '2fr', render: (item) => item.madeByName ?? en.attention.unknownWho },
    { key: 'when', header: words.when, width: '170px', render: (item) => <span className="tabular">{formatInstant(item.madeAt, zone)}</span> },
    { key: 'state', header: words.state, width: '2fr', render: stateText },
  ]
}

function Patient({ item }: { item: OutboxItem }) {
  const { patientId, patientName } = item
  if (patientId === null) return <Text span size="sm" c="dimmed">{words.none}</Text>
  if (patientName === null) return <Text span size="sm" c="dimmed">{words.gone}</Text>
  return <Group gap={8} wrap="nowrap"><RowOpener onOpen={() => go({ screen: 'patient', patientId })}>{patientName}</RowOpener><PatientAlertMark patientId={patientId} /></Group>
}

function stateText({ state, isDoubtful }: OutboxItem): string {
  return state === 'answered' ? words.states.answered : isDoubtful ? words.states.doubtful : words.states.waiting
}
