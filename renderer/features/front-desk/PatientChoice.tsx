import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { useFocusFirst } from '../../ui/focus-first.ts'
import { PatientCombobox } from '../search/index.tsx'

type Chosen = { id: string; name: string }

/** Whom a form is about: searched for until found, then fixed, with the keyboard staying in the form. */
export function PatientChoice({ label, patient, onPick }: { label: string; patient: Chosen | null; onPick: (patient: Chosen) => void }) {
  const [wasKnown] = useState(patient !== null)
  if (patient === null) return <PatientCombobox label={label} focusFirst takesOnTab onPick={onPick} />
  return <Fixed label={label} name={patient.name} takesKeyboard={!wasKnown} />
}

function Fixed({ label, name, takesKeyboard }: { label: string; name: string; takesKeyboard: boolean }) {
  const field = useFocusFirst<HTMLInputElement>(takesKeyboard)
  return <TextInput ref={field} label={label} value={name} readOnly />
}
