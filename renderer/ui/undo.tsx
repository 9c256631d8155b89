import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { en } from '../text/index.ts'

interface Step {
  toastId: string
  run: () => Promise<unknown>
}

const SHOWN_MS = 10_000
let lastStep: Step | null = null
let count = 0

/** Says what was done. */
export function say(message: string): void {
  notifications.show({ message, autoClose: 5000, withBorder: true })
}

/** Says what was done and offers to take it back, by the button or by Ctrl+Z. */
export function offerUndo(message: string, run: () => Promise<unknown>): void {
  count += 1
  const step: Step = { toastId: `undo-${count}`, run }
  lastStep = step
  notifications.show({
    id: step.toastId,
    autoClose: SHOWN_MS,
    withBorder: true,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text>{message}</Text>
        <Button size="xs" variant="light" onClick={() => undo(step)} style={{ flex: 'none' }}>{en.app.undo}</Button>
      </Group>
    ),
  })
}

function undo(step: Step): void {
  notifications.hide(step.toastId)
  if (lastStep === step) lastStep = null
  void step.run()
}

/** Takes back the newest step that can be; does nothing when there is none. */
export function undoLast(): void {
  if (lastStep) undo(lastStep)
}

/** Forgets the steps, such as when somebody else signs in. */
export function forgetUndo(): void {
  lastStep = null
}
