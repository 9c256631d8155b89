import { useState } from 'react'
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { toApiError } from '../../../api/errors.ts'
import { useClient } from '../../../api/hooks.ts'
import { en } from '../../../text/index.ts'
import { FormError } from '../../session/FormError.tsx'

const words = en.settings.backups

interface RestoreDialogProps {
  name: string
  /** When the backup was made, as the list says it. */
  when: string
  onClose: () => void
}

/** Says what a restore does and that nothing entered is lost, and does it. The desk signs everybody out, so it closes by itself. */
export function RestoreDialog({ name, when, onClose }: RestoreDialogProps) {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  const restore = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await client.call('backups.restore', { name })
      onClose()
    } catch (error) {
      setRefusal(toApiError(error).message)
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={busy ? () => undefined : onClose} withCloseButton={!busy} title={words.confirmTitle}>
      <Stack gap="sm">
        <Text fw={600}>{words.confirmWhat(when)}</Text>
        <List size="sm" spacing={4}>
          {words.confirmSteps.map((step) => <List.Item key={step}>{step}</List.Item>)}
        </List>
        <FormError message={refusal} />
        <Text role="status" size="sm" c="dimmed">{busy ? words.restoring : ''}</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus disabled={busy} onClick={onClose}>{en.app.cancel}</Button>
          <Button color="red" loading={busy} onClick={() => void restore()}>{words.confirm}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
