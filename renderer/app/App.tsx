import { Alert, Center, Loader, Stack, Text } from '@mantine/core'
import { Plug } from 'lucide-react'
import { SessionScreen } from '../features/session/index.tsx'
import { en } from '../text/index.ts'
import { useIsSlow } from '../ui/states.tsx'
import { AppShell } from './AppShell.tsx'
import { useLive } from './live.ts'
import classes from './shell.module.css'

/** The window: what stands before the sign-in, or the shell. */
export function App() {
  const session = useLive((live) => live.session)
  const connected = useLive((live) => live.connected)
  return (
    <>
      {session === null ? <Starting /> : session.stage === 'signed_in' ? <AppShell key={session.user?.id} /> : <SessionScreen session={session} />}
      {!connected && session !== null && <LostConnection />}
    </>
  )
}

function Starting() {
  const slow = useIsSlow(400)
  return (
    <Center h="100%" role="status">
      {slow && (
        <Stack align="center" gap="xs">
          <Loader />
          <Text c="dimmed">{en.app.starting}</Text>
        </Stack>
      )}
    </Center>
  )
}

/** A restart of the host takes a moment; only a longer break is worth a word. */
function LostConnection() {
  const slow = useIsSlow(1000)
  return (
    <div className={classes.lost} role="alert">
      {slow && <Alert role="none" icon={<Plug />} color="orange" title={en.app.lostTitle} maw={460}>{en.app.lost}</Alert>}
    </div>
  )
}
