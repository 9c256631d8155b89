import { useState } from 'react'
import { Modal } from '@mantine/core'
import type { PatientPage } from '../../../../shared/protocol/views.ts'
import { records } from '../../../text/en/records.ts'
import { PatientCombobox } from '../../search/PatientCombobox.tsx'
import { MergeDialog } from './MergeDialog.tsx'

const words = records.merge

/** Merges another record into the open one: asks which, then compares the two. */
export function MergeWithDialog({ page, onClose }: { page: PatientPage; onClose: () => void }) {
  const [otherId, setOtherId] = useState<string | null>(null)
  const intoId = page.patient.id
  if (otherId !== null) return <MergeDialog intoId={intoId} fromId={otherId} onClose={onClose} />
  return (
    <Modal opened onClose={onClose} title={words.chooseTitle}>
      <PatientCombobox label={words.choose} placeholder={records.family.personHint} focusFirst onPick={({ id }) => setOtherId(id)} />
    </Modal>
  )
}
