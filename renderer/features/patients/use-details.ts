import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { useMutate } from '../../api/hooks.ts'
import { useLive } from '../../app/live.ts'
import { changesBetween, errorsOf, follow, valuesOf } from './changes.ts'
import type { Change, FieldErrors, FormValues } from './changes.ts'

type Patient = Row<'patients'>
interface Draft {
  /** Who typed it; nobody else is shown it. */
  userId: string | null
  seen: Patient
  typed: FormValues
}

/** Unsaved edits by patient, in memory only: leaving the form for a moment must not lose what was typed. */
const useDrafts = create<{ drafts: Readonly<Record<string, Draft>> }>()(() => ({ drafts: {} }))

function keep(patientId: string, draft: Draft | null): void {
  useDrafts.setState(({ drafts }) => {
    const { [patientId]: _, ...others } = drafts
    return { drafts: draft ? { ...others, [patientId]: draft } : others }
  })
}

/** Forgets unsaved edits, such as when the tests begin anew. */
export function forgetDrafts(): void {
  useDrafts.setState({ drafts: {} })
}

export interface DetailsForm {
  typed: FormValues
  changes: readonly Change[]
  /** Beside the fields, once saving was tried. */
  errors: FieldErrors
  /** Fields that were changed at another desk while they were being typed here. */
  conflicts: readonly PatientField[]
  set(field: PatientField, value: string | boolean): void
  takeTheirs(field: PatientField): void
  discard(): void
  /** True once everything is on disk. */
  save(): Promise<boolean>
}

/** The edit form of a patient: follows the row where nothing was typed, keeps what was. */
export function useDetails(patient: Patient): DetailsForm {
  const mutate = useMutate()
  const queryClient = useQueryClient()
  const userId = useLive((live) => live.session?.user?.id ?? null)
  const draft = useDrafts(({ drafts }) => drafts[patient.id])
  const mine = draft && draft.userId === userId ? draft : { userId, seen: patient, typed: valuesOf(patient) }
  const { seen, typed, conflicts } = follow(mine.seen, mine.typed, patient)
  const changes = changesBetween(seen, typed)
  const [tried, setTried] = useState(false)
  const errors = errorsOf(typed, changes.map((change) => change.field))

  const put = (next: { seen: Patient; typed: FormValues }) => keep(patient.id, changesBetween(next.seen, next.typed).length > 0 ? { userId, ...next } : null)
  const save = async () => {
    setTried(true)
    if (changes.length === 0 || Object.keys(errors).length > 0) return false
    const receipt = await mutate('patient.edit', { id: patient.id, changes: [...changes] })
    if (!receipt) return false
    setTried(false)
    // Until the row has caught up, what was typed stays: no flicker back to the old value.
    await queryClient.refetchQueries({ queryKey: ['patients.page', { patientId: patient.id }] })
    keep(patient.id, null)
    return true
  }
  return {
    typed,
    changes,
    errors: tried ? errors : {},
    conflicts,
    set: (field, value) => put({ seen, typed: { ...typed, [field]: value } }),
    takeTheirs: (field) => put({ seen: { ...seen, [field]: patient[field] }, typed: { ...typed, [field]: patient[field] ?? '' } }),
    discard: () => {
      setTried(false)
      keep(patient.id, null)
    },
    save,
  }
}

/** Whether edits of this patient wait to be saved. */
export function useHasUnsaved(patientId: string): boolean {
  return useDrafts(({ drafts }) => Object.hasOwn(drafts, patientId))
}

export function hasUnsaved(patientId: string): boolean {
  return Object.hasOwn(useDrafts.getState().drafts, patientId)
}

const holdWindow = (event: BeforeUnloadEvent) => event.preventDefault()

// The browser asks before it closes over unsaved edits. Electron would refuse to close without a word.
if (typeof window !== 'undefined' && !window.chairside) {
  useDrafts.subscribe(({ drafts }) => {
    if (Object.keys(drafts).length > 0) window.addEventListener('beforeunload', holdWindow)
    else window.removeEventListener('beforeunload', holdWindow)
  })
}
