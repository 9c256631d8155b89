import { useEffect, useState } from 'react'
import { Modal, Stack, Text } from '@mantine/core'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { walkIn as words } from '../../text/en/walk-in.ts'
import { PatientCombobox, RegisterForm } from '../search/index.tsx'
import { endWalkIn, takeIn, useWalkIn } from './store.ts'

/** Asks who has come in without an appointment; whoever is new is registered at once. */
export function WalkInDialog() {
  const isAsking = useWalkIn((store) => store.isAsking)
  // Whoever signs in next begins with nobody.
  useEffect(() => endWalkIn, [])
  return (
    <Modal opened={isAsking} onClose={() => useWalkIn.setState({ isAsking: false })} title={words.title} size="lg">
      {isAsking && <Who />}
    </Modal>
  )
}

function Who() {
  const mayRegister = useCan('patients.write')
  const [registering, setRegistering] = useState<string | null>(null)
  const take = ({ id, name }: { id: string; name: string }) => takeIn({ patientId: id, name })
  if (registering !== null) return <RegisterForm text={registering} onDone={take} onCancel={() => setRegistering(null)} />
  return (
    <Stack gap="xs" mih={120}>
      <PatientCombobox label={words.who} placeholder={en.search.placeholder} focusFirst takesOnTab onPick={take} onRegister={mayRegister ? setRegistering : undefined} />
      <Text size="sm" c="dimmed">{words.hint}</Text>
    </Stack>
  )
}
