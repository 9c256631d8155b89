import { useState } from 'react'
import { Button, Group, Stack, Text } from '@mantine/core'
import { FileDown } from 'lucide-react'
import { showError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { Panel } from '../../ui/screen.tsx'

const words = en.sync.diagnostics

/** Makes the file for whoever helps from afar. */
export function DiagnosticsPanel() {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const make = async () => {
    setBusy(true)
    try {
      const { fileName, text } = await client.call('sync.diagnostics', {})
      offer(fileName, text)
      setSaid(words.made(fileName))
    } catch (error) {
      showError(error)
    }
    setBusy(false)
  }
  return (
    <Panel title={words.title}>
      <Stack gap="sm" p="md">
        <Text c="dimmed">{words.about}</Text>
        <Group gap="sm">
          <Button variant="default" leftSection={<FileDown size={16} />} loading={busy} onClick={() => void make()}>{words.make}</Button>
          <Text role="status" size="sm">{said}</Text>
        </Group>
      </Stack>
    </Panel>
  )
}

/** Hands a text to the window as a download. */
function offer(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
