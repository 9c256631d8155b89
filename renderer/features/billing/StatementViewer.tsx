import { Modal } from '@mantine/core'
import { useClient } from '../../api/hooks.ts'
import { billing } from '../../text/en/billing.ts'
import { PaperView } from '../paper/PaperView.tsx'

const words = billing.statement

interface StatementViewerProps {
  statementId: string
  /** Set for a paper that was handed out before: it says so on every page. */
  isReprint: boolean
  onClose: () => void
}

/** Shows a statement as it was issued, to print or keep as a file. */
export function StatementViewer({ statementId, isReprint, onClose }: StatementViewerProps) {
  const client = useClient()
  return (
    <Modal opened onClose={onClose} size={900} title={words.viewer}>
      <PaperView key={`${statementId} ${isReprint}`} load={() => client.call('billing.statementPdf', { statementId, reprint: isReprint })} words={words} />
    </Modal>
  )
}
