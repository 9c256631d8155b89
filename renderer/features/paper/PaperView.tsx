import { useEffect, useRef, useState } from 'react'
import { Button, Group, Stack, Text } from '@mantine/core'
import { Download, Printer } from 'lucide-react'
import { toApiError } from '../../api/errors.ts'
import { LoadFailed } from '../../ui/states.tsx'
import { useStable } from '../chart/use-stable.ts'
import { pdfBlob } from './pdf.ts'
import classes from './paper.module.css'

/** Tells the PDF viewer to show the page across the frame, without thumbnails. */
const WHOLE_PAGE = '#navpanes=0&view=FitH'

interface PaperViewProps {
  /** Asks the host for the PDF. Called anew for each try; another paper needs another `key`. */
  load: () => Promise<{ base64: string; fileName: string }>
  words: {
    drawing: string
    preview: (fileName: string) => string
    download: string
    print: string
    /** What holds all the same when the paper cannot be shown. */
    failed?: string
  }
}

type Paper = { state: 'drawing' } | { state: 'failed'; error: unknown } | { state: 'ready'; url: string; fileName: string }

/** A PDF of the host's, to look at, print or keep as a file. */
export function PaperView({ load, words }: PaperViewProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [attempt, setAttempt] = useState(0)
  const paper = usePaper(load, attempt)
  if (paper.state === 'drawing') return <Text role="status" c="dimmed" py="xl" ta="center">{words.drawing}</Text>
  if (paper.state === 'failed') {
    return (
      <Stack gap="xs">
        <LoadFailed error={toApiError(paper.error)} onRetry={() => setAttempt(attempt + 1)} />
        {words.failed && <Text size="sm" c="dimmed">{words.failed}</Text>}
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
function usePaper(load: PaperViewProps['load'], attempt: number): Paper {
  const [paper, setPaper] = useState<Paper>({ state: 'drawing' })
  const ask = useStable(load)
  useEffect(() => {
    let url: string | null = null
    let isGone = false
    const fetchPaper = async () => {
      setPaper({ state: 'drawing' })
      try {
        const file = await ask()
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
  }, [ask, attempt])
  return paper
}
