import { useState } from 'react'
import type { FormEvent } from 'react'
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { en } from '../../../text/index.ts'
import { useOverride } from './store.ts'

const words = en.schedule.override

/** Asks for the reason when something is to be booked against the rules. */
export function OverrideDialog() {
  const question = useOverride((store) => store.question)
  const answer = useOverride((store) => store.answer)
  return (
    <Modal opened={question !== null} onClose={() => answer(null)} title={words.title} zIndex={400}>
      {question && <Reason key={question.sentence} sentence={question.sentence} onAnswer={answer} />}
    </Modal>
  )
}

function Reason({ sentence, onAnswer }: { sentence: string; onAnswer: (reason: string | null) => void }) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const isGiven = reason.trim().length >= 3
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The form stands over another: its Enter must not send that one too.
    event.stopPropagation()
    setTried(true)
    if (isGiven) onAnswer(reason.trim())
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Alert color="yellow" p="xs" icon={<TriangleAlert />}>{sentence}</Alert>
        <TextInput label={words.reason} description={words.hint} placeholder={words.placeholder} data-autofocus required maxLength={300} error={tried && !isGiven ? words.missing : undefined} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(null)}>{words.leave}</Button>
          <Button type="submit">{words.anyway}</Button>
        </Group>
      </Stack>
    </form>
  )
}
