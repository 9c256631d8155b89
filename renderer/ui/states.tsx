import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import { toApiError } from '../api/errors.ts'
import { en } from '../text/index.ts'

/** Waiting shorter than this shows nothing at all: a skeleton that flashes is worse than none. */
const SKELETON_AFTER_MS = 150

/** True once the component has been waiting for longer than a blink. */
export function useIsSlow(afterMs = SKELETON_AFTER_MS): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return slow
}

/** Grey lines in place of what is loading; invisible for the first 150 ms. */
export function LoadingLines({ lines = 6, height = 18 }: { lines?: number; height?: number }) {
  const slow = useIsSlow()
  return (
    <Stack gap="sm" p="md" aria-busy="true">
      {slow && <span className="visually-hidden" role="status">{en.app.loading}</span>}
      {slow && Array.from({ length: lines }, (_, index) => <Skeleton key={index} height={height} width={`${96 - ((index * 17) % 40)}%`} />)}
    </Stack>
  )
}

interface EmptyProps {
  icon?: ReactNode
  title: string
  /** What it means and what to do next. */
  children?: ReactNode
  action?: ReactNode
}

/** What stands where a list would be when there is nothing in it. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      {icon && <Text c="dimmed" lh={0} aria-hidden="true">{icon}</Text>}
      <Title order={2} fz="md">{title}</Title>
      {children && <Text c="dimmed" maw={460} component="div">{children}</Text>}
      {action && <Group mt="xs">{action}</Group>}
    </Stack>
  )
}

/** A failed question with the reason and a way to ask again. */
export function LoadFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert m="md" color="red" variant="light" icon={<CircleAlert />} title={en.app.failedTitle}>
      <Stack gap="xs" align="flex-start">
        <Text>{toApiError(error).message}</Text>
        <Button variant="default" onClick={onRetry}>{en.app.retry}</Button>
      </Stack>
    </Alert>
  )
}

/** What a person sees whose role does not include the screen. */
export function NotAllowed() {
  return <Empty title={en.app.errorTitle.forbidden}>{en.app.forbiddenScreen}</Empty>
}
