import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { en } from '../../text/index.ts'

const words = en.schedule

type Why = keyof typeof words.cancelReasons

interface CancelDialogProps {
  opened: boolean
  name: string
  onClose: () => void
  /** The dialog has gone: the keyboard may be given back. */
  onClosed: () => void
  onCancel: (how: { missed: boolean; reason: string }) => void
}

/** Asks why an appointment is cancelled; a missed one is told apart, for it counts against the patient. */
export function CancelDialog({ opened, name, onClose, onClosed, onCancel }: CancelDialogProps) {
  const wasOpen = useRef(opened)
  useEffect(() => {
    if (wasOpen.current && !opened) onClosed()
    wasOpen.current = opened
  }, [opened, onClosed])
  return (
    <Modal opened={opened} onClose={onClose} returnFocus={false} title={words.cancelTitle}>
      <CancelForm name={name} onClose={onClose} onCancel={onCancel} />
    </Modal>
  )
}

function CancelForm({ name, onClose, onCancel }: Omit<CancelDialogProps, 'opened' | 'onClosed'>) {
  const [why, setWhy] = useState<Why>('patient')
  const [detail, setDetail] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const reason = why === 'missed' ? detail : [words.cancelReasons[why], detail].filter((part) => part.trim() !== '').join(': ')
    onCancel({ missed: why === 'missed', reason: reason.slice(0, 300) })
    onClose()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text fw={600}>{name}</Text>
        <Radio.Group label={words.cancelWhy} value={why} onChange={(value) => setWhy(value)}>
          <Stack gap="xs" mt={6}>
            {(Object.keys(words.cancelReasons) as Why[]).map((key) => <Radio key={key} value={key} label={words.cancelReasons[key]} data-autofocus={key === 'patient' ? true : undefined} />)}
          </Stack>
        </Radio.Group>
        <TextInput label={words.cancelDetail} value={detail} onChange={(event) => setDetail(event.currentTarget.value)} maxLength={200} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>{words.keepIt}</Button>
          <Button type="submit" color="red">{words.cancelIt}</Button>
        </Group>
      </Stack>
    </form>
  )
}
