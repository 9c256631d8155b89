import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { en } from '../text/index.ts'

interface Step {
  run: () => Promise<unknown>
}

/** One toast for what was done and one for what was refused: a pile of them would cover the work. */
const DONE = 'done'
const REFUSED = 'refused'
let lastStep: Step | null = null

type Toast = Parameters<typeof notifications.show>[0]

function replace(toast: Toast & { id: string }): void {
  notifications.hide(toast.id)
  notifications.show({ withBorder: true, ...toast })
}

/** Says what was done. */
export function say(message: string): void {
  replace({ id: DONE, message, autoClose: 5000 })
}

/** Says why something could not be done. */
export function sayRefused(title: string, message: string): void {
  replace({ id: REFUSED, color: 'red', title, message, autoClose: 10_000 })
}

/** Says what was done and offers to take it back, by the button or by Ctrl+Z. */
export function offerUndo(message: string, run: () => Promise<unknown>): void {
  const step: Step = { run }
  lastStep = step
  const text = (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm" c="var(--app-text)">{message}</Text>
      <Button size="xs" variant="light" onClick={() => undo(step)} style={{ flex: 'none' }}>{en.app.undo}</Button>
    </Group>
  )
  replace({ id: DONE, message: text, autoClose: 10_000 })
}

function undo(step: Step): void {
  notifications.hide(DONE)
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
