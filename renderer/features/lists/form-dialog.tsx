import { useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { Button, Group, Modal, Stack } from '@mantine/core'
import { en } from '../../text/index.ts'

interface FormDialogProps {
  title: string
  saveLabel: string
  onClose: () => void
  /** Writes; the dialog closes when it answers true. */
  onSave: () => Promise<boolean>
  children: ReactNode
  size?: string
}

/** A dialog with a form: Enter saves, Escape closes, and a second press while saving does nothing. */
export function FormDialog({ title, saveLabel, onClose, onSave, children, size = 'md' }: FormDialogProps) {
  const [busy, setBusy] = useState(false)
  const save = async () => {
    if (busy) return
    setBusy(true)
    const isDone = await onSave()
    setBusy(false)
    if (isDone) onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {children}
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>{en.app.cancel}</Button>
            <Button type="submit" aria-disabled={busy}>{saveLabel}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
