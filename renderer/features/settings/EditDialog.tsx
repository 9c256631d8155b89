import { useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ApiError } from '../../../shared/protocol/clinic-api.ts'
import { en } from '../../text/index.ts'
import { say } from '../../ui/undo.tsx'
import { FormError } from '../session/FormError.tsx'

interface EditDialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  /** The first thing that is wrong with what was typed; null when it can be sent. */
  problem: string | null
  /** Sends the change; gives whether it was taken. */
  onSave: (onError: (error: ApiError) => void) => Promise<boolean>
  /** Width in pixels, where the usual one is too narrow. */
  size?: number
}

/** The dialog around the fields of a chair, a service or a person. */
export function EditDialog({ title, onClose, children, problem, onSave, size }: EditDialogProps) {
  const [tried, setTried] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setRefusal(null)
    if (problem !== null || busy) return
    setBusy(true)
    const done = await onSave((error) => setRefusal(error.message))
    setBusy(false)
    if (!done) return
    say(en.settings.saved)
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {children}
          <FormError message={refusal ?? (tried ? problem : null)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{en.app.cancel}</Button>
            <Button type="submit" loading={busy}>{en.app.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
