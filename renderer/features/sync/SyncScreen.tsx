import { SimpleGrid, Stack } from '@mantine/core'
import { useLive, useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { Screen, ScreenHeader } from '../../ui/screen.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { CopyPanel } from './CopyPanel.tsx'
import { DesksPanel } from './DesksPanel.tsx'
import { DiagnosticsPanel } from './DiagnosticsPanel.tsx'
import { OutboxPanel } from './OutboxPanel.tsx'
import { ReturnedNotice } from './ReturnedNotice.tsx'
import { ThisPcPanel } from './ThisPcPanel.tsx'

/** How this PC and the centre stand together: what waits, what is fetched, who else there is, and what to send a helper. */
export function SyncScreen() {
  const status = useLive((live) => live.sync)
  const connected = useLive((live) => live.connected)
  const device = useLive((live) => live.session?.device ?? null)
  const zone = useReference()?.clinic.timezone
  return (
    <>
      <ScreenHeader title={en.sync.title} />
      <Screen maxWidth={1200}>
        {status === null || zone === undefined ? <LoadingLines /> : (
          <Stack gap="md">
            <ReturnedNotice zone={zone} />
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <ThisPcPanel status={status} connected={connected} name={device?.name ?? ''} />
              <CopyPanel status={status} profile={device?.profile ?? null} />
            </SimpleGrid>
            <OutboxPanel waiting={status.waiting} zone={zone} />
            <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
              <DesksPanel ownId={device?.id ?? ''} zone={zone} />
              <DiagnosticsPanel />
            </SimpleGrid>
          </Stack>
        )}
      </Screen>
    </>
  )
}
