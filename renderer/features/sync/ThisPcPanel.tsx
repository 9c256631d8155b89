import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { CircleAlert, Clock, RefreshCw } from 'lucide-react'
import type { SyncStatus } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { useNow } from '../../ui/clock.ts'
import { Panel } from '../../ui/screen.tsx'
import { clockSentence, contactSentences, pillOf, safetySentence } from './pill.ts'
import { useSendNow } from './use-send-now.ts'

const words = en.sync

/** The state of this PC in words, and the way to send at once. */
export function ThisPcPanel({ status, connected, name }: { status: SyncStatus; connected: boolean; name: string }) {
  const now = useNow()
  const { busy, result, send } = useSendNow()
  const clock = clockSentence(status)
  return (
    <Panel title={`${words.thisPc}: ${name}`}>
      <Stack gap="xs" p="md">
        <Text fw={650}>{pillOf(status, connected).text}</Text>
        {[status.problem, status.storage].map((sentence) => sentence && <Alert key={sentence} color="red" p="xs" icon={<CircleAlert />}>{sentence}</Alert>)}
        {clock && <Alert color="orange" p="xs" icon={<Clock />}>{clock}</Alert>}
        <Text>{safetySentence(status, connected)}</Text>
        <div>{contactSentences(status, now).map((line) => <Text key={line} size="sm" c="dimmed">{line}</Text>)}</div>
        <Group gap="sm" wrap="nowrap" mt={4}>
          <Button leftSection={<RefreshCw size={16} />} loading={busy} disabled={!connected} onClick={send} style={{ flex: 'none' }}>{words.tryNow}</Button>
          <Text role="status" size="sm">{result}</Text>
        </Group>
      </Stack>
    </Panel>
  )
}
