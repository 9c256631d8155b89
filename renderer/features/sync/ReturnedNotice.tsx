import { Alert, List, Text } from '@mantine/core'
import { History } from 'lucide-react'
import { useClinicQuery } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { formatInstant } from '../../ui/format.ts'

const words = en.sync.returned

/** After the centre was restored from a backup: what it had forgotten and got back, from which PC. Nothing otherwise. */
export function ReturnedNotice({ zone }: { zone: string }) {
  const { data } = useClinicQuery('sync.returned', {})
  if (data === undefined || data.length === 0) return null
  return (
    <Alert color="blue" variant="light" icon={<History />} title={words.title}>
      <Text size="sm">{words.about}</Text>
      <List size="sm" mt="xs">
        {data.map(({ deviceId, deviceName, writes, at }) => <List.Item key={deviceId}>{words.from(writes, deviceName, formatInstant(at, zone))}</List.Item>)}
      </List>
    </Alert>
  )
}
