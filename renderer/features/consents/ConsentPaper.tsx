import { Modal } from '@mantine/core'
import { useClient } from '../../api/hooks.ts'
import { consents } from '../../text/en/consents.ts'
import { PaperView } from '../paper/PaperView.tsx'

const words = consents.paper

/** A signed consent as paper, to print or keep as a file. */
export function ConsentPaper({ consentId, onClose }: { consentId: string; onClose: () => void }) {
  const client = useClient()
  return (
    <Modal opened onClose={onClose} size={900} title={words.title}>
      <PaperView key={consentId} load={() => client.call('consents.pdf', { consentId })} words={words} />
    </Modal>
  )
}
