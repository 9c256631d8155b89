import { useEffect, useRef, useState } from 'react'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { Download, Printer } from 'lucide-react'
import { create } from 'zustand'
import { toApiError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { formatDay } from '../../ui/format.ts'
import { LoadFailed } from '../../ui/states.tsx'
import { pdfBlob } from '../billing/pdf.ts'

const words = en.schedule.print

const usePrint = create<{ date: string | null }>()(() => ({ date: null }))

/** Opens the printed form of a day. */
export function printDay(date: string): void {
  usePrint.setState({ date })
}

/** The day as it is printed, to print or keep as a file. */
export function PrintDialog() {
  const date = usePrint((store) => store.date)
  return (
    <Modal opened={date !== null} onClose={() => usePrint.setState({ date: null })} size={900} title={date ? words.title(formatDay(date)) : ''}>
      {date && <Paper key={date} date={date} />}
    </Modal>
  )
}

function Paper({ date }: { date: string }) {
  const client = useClient()
  const frame = useRef<HTMLIFrameElement>(null)
  const [attempt, setAttempt] = useState(0)
  const [paper, setPaper] = useState<{ url: string; fileName: string } | { error: unknown } | null>(null)
  useEffect(() => {
    let url: string | null = null
    let isGone = false
    void client.call('schedule.dayPdf', { date }).then((file) => {
      if (isGone) return
      url = URL.createObjectURL(pdfBlob(file.base64))
      setPaper({ url, fileName: file.fileName })
    }, (error: unknown) => isGone || setPaper({ error }))
    return () => {
      isGone = true
      if (url) URL.revokeObjectURL(url)
    }
  }, [client, date, attempt])
  if (!paper) return <Text role="status" c="dimmed" py="xl" ta="center">{words.drawing}</Text>
  if ('error' in paper) return <LoadFailed error={toApiError(paper.error)} onRetry={() => setAttempt((count) => count + 1)} />
  return (
    <Stack gap="sm">
      {/* A sandboxed frame cannot show the browser's PDF viewer; the blob is the host's own work. */}
      {/* oxlint-disable-next-line react/iframe-missing-sandbox */}
      <iframe ref={frame} src={`${paper.url}#navpanes=0&view=FitH`} title={words.preview} style={{ width: '100%', height: '68vh', border: '1px solid var(--app-line)' }} />
      <Group justify="flex-end">
        <Button variant="default" component="a" href={paper.url} download={paper.fileName} leftSection={<Download size={16} />}>{words.download}</Button>
        <Button leftSection={<Printer size={16} />} onClick={() => frame.current?.contentWindow?.print()}>{words.print}</Button>
      </Group>
    </Stack>
  )
}
