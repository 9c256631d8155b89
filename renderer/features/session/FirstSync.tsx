import { Alert, Progress, Stack, Text, Title } from '@mantine/core'
import { useLive } from '../../app/live.ts'
import { en } from '../../text/index.ts'

const words = en.session.loading

/** How far the first copy of the clinic's data has come. */
export function FirstSync() {
  const sync = useLive((live) => live.sync)
  const progress = sync?.firstSync ?? null
  const done = progress?.tablesDone ?? 0
  const total = progress?.tablesTotal ?? 0
  const percent = total === 0 ? 0 : Math.round((done / total) * 100)
  return (
    <Stack gap="md">
      <Title order={1}>{words.title}</Title>
      <Text c="dimmed">{words.intro}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={words.bar} />
      </Progress.Root>
      <Text className="tabular" role="status">
        {progress === null ? words.waiting : `${words.tables(done, total)} · ${words.rows(progress.rows.toLocaleString('en'))}`}
      </Text>
      {sync?.network === 'offline' && <Alert color="orange" p="xs">{words.offline}</Alert>}
      {sync?.problem && <Alert color="red" p="xs">{sync.problem}</Alert>}
    </Stack>
  )
}
