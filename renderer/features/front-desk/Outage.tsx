import { useState } from 'react'
import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { FileStack, TriangleAlert } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { formatTime } from '../../../shared/domain/time.ts'
import type { PackView } from '../../../shared/protocol/front-desk-views.ts'
import { showError } from '../../api/errors.ts'
import { useClient, useClinicQuery } from '../../api/hooks.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { formatAgo, formatDate, formatInstant } from '../../ui/format.ts'
import { Panel, Screen } from '../../ui/screen.tsx'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { PaperView } from '../paper/PaperView.tsx'
import { useZone } from '../patients/today.ts'

const words = frontDesk.outage
const STALE_MS = 24 * 60 * 60_000

/** The packs of this PC for an outage: how fresh they are, one click to make and to open. */
export function Outage() {
  const client = useClient()
  const { data: desk } = useClinicQuery('frontDesk.settings', {})
  // Packs are files of this PC, not rows: nobody tells when one is made by itself.
  const packs = useQuery({ queryKey: ['outage.packs'], queryFn: () => client.call('outage.list', {}), refetchInterval: 60_000 })
  const [making, setMaking] = useState(false)
  const [open, setOpen] = useState<PackView | null>(null)
  const make = async () => {
    setMaking(true)
    await client.call('outage.make', {}).then((pack) => { say(words.made); setOpen(pack) }, showError)
    setMaking(false)
    void packs.refetch()
  }
  const minute = desk?.settings.pack_minute
  return (
    <Screen maxWidth={900}>
      <Stack gap="md">
        <Text>{words.intro}</Text>
        <Group>
          <Button leftSection={<FileStack size={16} />} aria-disabled={making} onClick={() => !making && void make()}>{making ? words.making : words.make}</Button>
          {desk && <Text c="dimmed">{minute == null ? words.notAuto : words.auto(formatTime(minute))}</Text>}
        </Group>
        <Panel title={words.table}>
          {packs.isError ? <LoadFailed error={packs.error} onRetry={() => void packs.refetch()} /> : packs.data === undefined ? <LoadingLines lines={3} /> : packs.data.length === 0 ? <Empty icon={<FileStack size={32} />} title={words.none}>{words.noneText}</Empty> : <Packs packs={packs.data} onOpen={setOpen} />}
        </Panel>
        <Text size="sm" c="dimmed">{words.sealed}</Text>
        <Text size="sm" c="dimmed">{words.images}</Text>
      </Stack>
      {open && <PackViewer pack={open} onClose={() => setOpen(null)} />}
    </Screen>
  )
}

function Packs({ packs, onOpen }: { packs: readonly PackView[]; onOpen: (pack: PackView) => void }) {
  const zone = useZone()
  const now = useNow()
  const isStale = Date.parse(now) - Date.parse(packs[0]!.madeAt) > STALE_MS
  return (
    <>
      {isStale && <Alert m="md" color="yellow" icon={<TriangleAlert />}>{words.stale}</Alert>}
      <Table>
        <Table.Thead><Table.Tr><Table.Th>{words.at}</Table.Th><Table.Th>{words.days}</Table.Th><Table.Th>{frontDesk.columns.actions}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {packs.map((pack) => (
            <Table.Tr key={pack.name}>
              <Table.Td className="tabular">{formatInstant(pack.madeAt, zone)} <Text span inherit c="dimmed">({words.fresh(formatAgo(pack.madeAt, now))})</Text></Table.Td>
              <Table.Td className="tabular">{`${formatDate(pack.days[0]!)} – ${formatDate(pack.days.at(-1)!)}`}</Table.Td>
              <Table.Td><Button size="compact-sm" variant="default" aria-label={words.openName(formatInstant(pack.madeAt, zone))} onClick={() => onOpen(pack)}>{words.open}</Button></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}

function PackViewer({ pack, onClose }: { pack: PackView; onClose: () => void }) {
  const client = useClient()
  return (
    <Modal opened onClose={onClose} size={900} title={words.viewer}>
      <PaperView key={pack.name} load={() => client.call('outage.open', { name: pack.name })} words={words} />
    </Modal>
  )
}
