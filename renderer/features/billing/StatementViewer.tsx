import { useEffect, useRef, useState } from 'react'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { Download, Printer } from 'lucide-react'
import { toApiError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import type { Client } from '../../api/client.ts'
import { billing } from '../../text/en/billing.ts'
import { LoadFailed } from '../../ui/states.tsx'
import classes from './billing.module.css'
import { pdfBlob } from './pdf.ts'

const words = billing.statement
/** Tells the PDF viewer to show the page across the frame, without thumbnails. */
const WHOLE_PAGE = '#navpanes=0&view=FitH'

type Paper = { state: 'drawing' } | { state: 'failed'; error: unknown } | { state: 'ready'; url: string; fileName: string }

interface StatementViewerProps {
  statementId: string
  /** Set for a paper that was handed out before: it says so on every page. */
  isReprint: boolean
  onClose: () => void
}

/** Shows a statement as it was issued, to print or keep as a file. */
export function StatementViewer({ statementId, isReprint, onClose }: StatementViewerProps) {
  const [attempt, setAttempt] = useState(0)
  return (
    <Modal opened onClose={onClose} size={900} title={words.viewer}>
      <PaperView key={attempt} statementId={statementId} isReprint={isReprint} onRetry={() => setAttempt((count) => count + 1)} />
    </Modal>
  )
}

function PaperView({ statementId, isReprint, onRetry }: Pick<StatementViewerProps, 'statementId' | 'isReprint'> & { onRetry: () => void }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const paper = usePaper(useClient(), statementId, isReprint)
  if (paper.state === 'drawing') return <Text role="status" c="dimmed" py="xl" ta="center">{words.drawing}</Text>
  if (paper.state === 'failed') {
    return (
      <Stack gap="xs">
        <LoadFailed error={toApiError(paper.error)} onRetry={onRetry} />
        <Text size="sm" c="dimmed">{words.failed}</Text>
      </Stack>
    )
  }
  return (
    <Stack gap="sm">
      {/* A sandboxed frame cannot show the browser's PDF viewer; the blob is the host's own work. */}
      {/* oxlint-disable-next-line react/iframe-missing-sandbox */}
      <iframe ref={frame} className={classes.paper} src={`${paper.url}${WHOLE_PAGE}`} title={words.preview(paper.fileName)} />
      <Group justify="flex-end">
        <Button variant="default" component="a" href={paper.url} download={paper.fileName} leftSection={<Download size={16} />}>{words.download}</Button>
        <Button leftSection={<Printer size={16} />} onClick={() => frame.current?.contentWindow?.print()}>{words.print}</Button>
      </Group>
    </Stack>
  )
}

/** Fetches the paper and holds its URL for exactly as long as it is shown. */
function usePaper(client: Client, statementId: string, isReprint: boolean): Paper {
  const [paper, setPaper] = useState<Paper>({ state: 'drawing' })
  useEffect(() => {
    let url: string | null = null
    let isGone = false
    const fetchPaper = async () => {
      try {
        const file = await client.call('billing.statementPdf', { statementId, reprint: isReprint })
        if (isGone) return
        url = URL.createObjectURL(pdfBlob(file.base64))
        setPaper({ state: 'ready', url, fileName: file.fileName })
      } catch (error) {
        if (!isGone) setPaper({ state: 'failed', error })
      }
    }
    void fetchPaper()
    return () => {
      isGone = true
      if (url) URL.revokeObjectURL(url)
    }
  }, [client, statementId, isReprint])
  return paper
}
