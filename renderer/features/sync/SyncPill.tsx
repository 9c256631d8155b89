import { useState } from 'react'
import { Alert, Anchor, Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { CircleAlert, Cloud, CloudOff, CloudUpload, Inbox, RefreshCw } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { SyncStatus } from '../../../shared/protocol/views.ts'
import { useLive, useUser } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import { useLasting } from '../../ui/lasting.ts'
import { contactSentences, pillOf, safetySentence } from './pill.ts'
import type { Pill, PillKind } from './pill.ts'
import { useSendNow } from './use-send-now.ts'
import classes from './sync.module.css'

const words = en.sync
const ICON: Record<PillKind, LucideIcon> = { online: Cloud, offline: CloudOff, connecting: RefreshCw, problem: CircleAlert }

/** Whether the work reaches the centre: always in view, said in words, and never in the way. */
export function SyncPill() {
  const live = useLive((store) => store.sync)
  const connected = useLive((store) => store.connected)
  const status = useSteadyStatus(live)
  const [opened, setOpened] = useState(false)
  const pill = pillOf(status, connected)
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.pill} data-kind={pill.kind} onClick={() => setOpened(!opened)}>
          <span className="visually-hidden">{words.pillLabel(pill.text)}</span>
          <PillFace pill={pill} />
        </UnstyledButton>
      </Popover.Target>
      <span className="visually-hidden" role="status" aria-live="polite">{words.pillLabel(pill.text)}</span>
      <Popover.Dropdown aria-label={words.details}>
        <Details status={live} connected={connected} pill={pill} onLeave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Every write waits for a moment; counted is only what waits longer than that, or while the network is away. */
const BLINK_MS = 1500

function useSteadyStatus(status: SyncStatus | null): SyncStatus | null {
  const isPassing = status !== null && status.network === 'online' && status.waiting > 0
  const isLong = useLasting(isPassing, BLINK_MS)
  return isPassing && !isLong ? { ...status, waiting: 0, waitingSince: null } : status
}

function PillFace({ pill }: { pill: Pill }) {
  const Icon = ICON[pill.kind]
  return (
    <span className={classes.face} aria-hidden="true">
      <Icon size={16} />
      <span>{pill.kind === 'problem' ? words.problem : words[pill.kind]}</span>
      {pill.waiting > 0 && <span className={classes.count}><CloudUpload size={14} />{pill.waiting}</span>}
      {pill.attention > 0 && <span className={classes.count} data-kind="attention"><Inbox size={14} />{pill.attention}</span>}
    </span>
  )
}

interface DetailsProps {
  status: SyncStatus | null
  connected: boolean
  pill: Pill
  onLeave: () => void
}

function Details({ status, connected, pill, onLeave }: DetailsProps) {
  const now = useNow()
  const signedIn = useUser() !== null
  const { busy, result, send } = useSendNow()
  const open = (screen: 'attention' | 'sync') => {
    onLeave()
    go({ screen })
  }
  return (
    <Stack gap="xs">
      {/* What is held is told in the sentence below. */}
      <Text fw={650}>{status?.held ? words.problem : pill.text}</Text>
      {status?.problem && <Alert color="red" p="xs" icon={<CircleAlert />}>{status.problem}</Alert>}
      {status?.storage && <Alert color="red" p="xs" icon={<CircleAlert />}>{status.storage}</Alert>}
      <Text>{safetySentence(status, connected)}</Text>
      {status && <div>{contactSentences(status, now).map((line) => <Text key={line} size="sm" c="dimmed">{line}</Text>)}</div>}
      {pill.attention > 0 && <Anchor component="button" type="button" ta="left" onClick={() => open('attention')}>{words.openAttention}</Anchor>}
      {signedIn && <Anchor component="button" type="button" ta="left" onClick={() => open('sync')}>{words.openScreen}</Anchor>}
      {signedIn && <Button variant="light" leftSection={<RefreshCw size={16} />} loading={busy} disabled={!connected} onClick={send}>{words.tryNow}</Button>}
      <Text role="status" size="sm">{result}</Text>
    </Stack>
  )
}
