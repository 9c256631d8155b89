import { Button, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { go } from '../../app/route.ts'
import { patients } from '../../text/en/patients.ts'
import { hasUnsaved } from './use-details.ts'

/** Tells who left a patient with unsaved edits that they are kept, and leads back to them. */
export function remindOfUnsaved(patientId: string): void {
  if (!hasUnsaved(patientId)) return
  const id = `unsaved-${patientId}`
  const back = () => {
    notifications.hide(id)
    go({ screen: 'patient', patientId, tab: 'details' })
  }
  notifications.show({
    id,
    color: 'yellow',
    autoClose: 15_000,
    withBorder: true,
    message: (
      <Stack gap={6} align="flex-start">
        <Text size="sm">{patients.form.kept}</Text>
        <Button size="xs" variant="light" onClick={back}>{patients.form.goBack}</Button>
      </Stack>
    ),
  })
}
