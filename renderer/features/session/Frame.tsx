import type { ReactNode } from 'react'
import { Group, Paper, Text } from '@mantine/core'
import { en } from '../../text/index.ts'
import { Mark } from '../../ui/mark.tsx'
import { SyncPill } from '../sync/index.tsx'
import classes from './session.module.css'

interface FrameProps {
  clinicName?: string | null
  /** Whether there is an address at which the centre may be reached or not; without one there is no state to tell. */
  hasCentre?: boolean
  children: ReactNode
}

/** The quiet page around everything before the shell. */
export function Frame({ clinicName, hasCentre = true, children }: FrameProps) {
  return (
    <div className={classes.page}>
      <main className={classes.column}>
        <Group gap="sm" mb="lg" wrap="nowrap">
          <Mark size={40} />
          <div>
            <Text fw={700} fz="lg" lh={1.2}>{en.app.name}</Text>
            {clinicName && <Text c="dimmed" lh={1.3}>{clinicName}</Text>}
          </div>
        </Group>
        <Paper withBorder p="xl" radius="md" shadow="xs">{children}</Paper>
      </main>
      {hasCentre && <div className={classes.corner}><SyncPill /></div>}
    </div>
  )
}
