import { Modal } from '@mantine/core'
import { patients } from '../../text/en/patients.ts'
import { RegisterForm } from '../search/RegisterForm.tsx'

interface RegisterPatientDialogProps {
  opened: boolean
  /** What was typed already, to start from. */
  initialName?: string
  onClose: () => void
  /** The new patient, or the one who turned out to be here already. */
  onCreated: (id: string) => void
}

/** Registers a patient; people with a similar name are offered first. */
export function RegisterPatientDialog({ opened, initialName = '', onClose, onCreated }: RegisterPatientDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={patients.register} size="lg">
      {opened && <RegisterForm text={initialName} onDone={({ id }) => onCreated(id)} onCancel={onClose} />}
    </Modal>
  )
}
