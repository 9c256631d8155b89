import { useEffect, useRef, useState } from 'react'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { Download, Printer } from 'lucide-react'
import { toApiError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { consents } from '../../text/en/consents.ts'
import { LoadFailed } from '../../ui/states.tsx'
import { pdfBlob } from '../billing/pdf.ts'
import classes from './consents.module.css'

const words = consents.paper

/** A signed consent as paper, to print or keep as a file. */
export function ConsentPaper({ consentId, onClose }: { consentId: string; onClose: () => void }) {
  const [attempt, setAttempt] = useState(0)
  return (
    <Modal opened onClose={onClose} size={900} title={words.title}>
      <Paper key={attempt} consentId={consentId} onRetry={() => setAttempt((count) => count + 1)} />
    </Modal>
  )
}

function Paper({ consentId, onRetry }: { consentId: string; onRetry: () => void }) {
  const client = useClient()
  const frame = useRef<HTMLIFrameElement>(null)
  const [paper, setPaper] = useState<{ url: string; fileName: string } | { error: unknown } | null>(null)
  useEffect(() => {
    let url: string | null = null
    let isGone = false
    void client.call('consents.pdf', { consentId }).then((file) => {
      if (isGone) return
      url = URL.createObjectURL(pdfBlob(file.base64))
      setPaper({ url, fileName: file.fileName })
    }, (error: unknown) => isGone || setPaper({ error }))
    return () => {
      isGone = true
      if (url) URL.revokeObjectURL(url)
    }
  }, [client, consentId])
  if (!paper) return <Text role="status" c="dimmed" py="xl" ta="center">{words.drawing}</Text>
  if ('error' in paper) return <LoadFailed error={toApiError(paper.error)} onRetry={onRetry} />
  return (
    <Stack gap="sm">
      {/* A sandboxed frame cannot show the browser's PDF viewer; the blob is the host's own work. */}
      {/* oxlint-disable-next-line react/iframe-missing-sandbox */}
      <iframe ref={frame} className={classes.paper} src={`${paper.url}#navpanes=0&view=FitH`} title={words.preview(paper.fileName)} />
      <Group justify="flex-end">
        <Button variant="default" component="a" href={paper.url} download={paper.fileName} leftSection={<Download size={16} />}>{words.download}</Button>
        <Button leftSection={<Printer size={16} />} onClick={() => frame.current?.contentWindow?.print()}>{words.print}</Button>
      </Group>
    </Stack>
  )
}
