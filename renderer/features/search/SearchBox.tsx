import { useState } from 'react'
import { Kbd, Modal } from '@mantine/core'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { PatientCombobox } from './PatientCombobox.tsx'
import { RegisterForm } from './RegisterForm.tsx'
import { SEARCH_INPUT_ID } from './focus.ts'
import classes from './search.module.css'

/** The search box of the top bar: finds a patient from every screen, or registers a new one. */
export function SearchBox() {
  const [registering, setRegistering] = useState<string | null>(null)
  const mayRegister = useCan('patients.write')
  const open = (patientId: string) => {
    setRegistering(null)
    go({ screen: 'patient', patientId })
  }
  return (
    <search className={classes.box}>
      <PatientCombobox
        id={SEARCH_INPUT_ID}
        label={en.search.label}
        hideLabel
        resultWidth={480}
        placeholder={en.search.placeholder}
        rightSection={<Kbd size="xs" aria-hidden="true" style={{ whiteSpace: 'nowrap' }}>{en.search.shortcut}</Kbd>}
        onPick={(hit) => open(hit.id)}
        onRegister={mayRegister ? setRegistering : undefined}
      />
      <Modal opened={registering !== null} onClose={() => setRegistering(null)} title={en.search.registerTitle} size="lg">
        {registering !== null && <RegisterForm text={registering} onDone={({ id }) => open(id)} onCancel={() => setRegistering(null)} />}
      </Modal>
    </search>
  )
}
