import { useCallback, useMemo, useState } from 'react'
import { standing } from '../../../shared/domain/chart.ts'
import type { FindingCode } from '../../../shared/domain/findings.ts'
import type { ChartEntry } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { useReference, useUser } from '../../app/live.ts'
import { useToday } from '../patients/today.ts'
import type { ChartLayer } from './tools.ts'

export interface NewMark {
  tooth: string
  surfaces: string
  finding: FindingCode
  layer: ChartLayer
  note?: string
}

export type Step = { done: 'charted' | 'erased'; entry: ChartEntry }

export interface Charting {
  /** The host's entries with what was charted here and is still on its way there. */
  entries: ChartEntry[]
  /** Draws at once and writes; what the host refuses disappears again, with the reason shown. */
  record(mark: NewMark): ChartEntry
  takeBack(entry: ChartEntry): void
  /** Reverses the last step made here; null when there is none. */
  undo(): Step | null
  canUndo: boolean
}

/** Charting a patient's teeth without waiting for anything. */
export function useCharting(patientId: string, known: readonly ChartEntry[]): Charting {
  const mutate = useMutate()
  const blank = useBlankEntry(patientId)
  const [drafts, setDrafts] = useState<readonly ChartEntry[]>([])
  const [steps, setSteps] = useState<readonly Step[]>([])
  const entries = useMemo(() => merged(known, drafts), [known, drafts])

  const write = useCallback(async (entry: ChartEntry) => {
    setDrafts((all) => [...all, entry])
    const receipt = entry.voids_entry_id
      ? await mutate('chart.void', { id: entry.id, entryId: entry.voids_entry_id })
      : await mutate('chart.record', {
          id: entry.id, patientId: entry.patient_id, tooth: entry.tooth, surfaces: entry.surfaces, note: entry.note,
          effectiveDate: entry.effective_date, layer: entry.layer as ChartLayer, finding: entry.finding, dentistId: entry.dentist_id,
        })
    if (receipt !== null) return
    setDrafts((all) => all.filter((draft) => draft.id !== entry.id))
    setSteps((all) => all.filter((step) => step.entry.id !== (entry.voids_entry_id ?? entry.id)))
  }, [mutate])

  const add = useCallback((mark: NewMark | ChartEntry) => {
    const entry = { ...blank(), ...pick(mark) }
    void write(entry)
    return entry
  }, [blank, write])
  const cancel = useCallback((entry: ChartEntry) => void write({ ...entry, ...identity(blank()), voids_entry_id: entry.id }), [blank, write])

  const record = useCallback((mark: NewMark) => {
    const entry = add(mark)
    setSteps((all) => [...all, { done: 'charted', entry }])
    return entry
  }, [add])
  const takeBack = useCallback((entry: ChartEntry) => {
    cancel(entry)
    setSteps((all) => [...all.filter((step) => step.entry.id !== entry.id), { done: 'erased', entry }])
  }, [cancel])
  const undo = useCallback(() => {
    const step = steps.at(-1)
    if (!step) return null
    setSteps((all) => all.filter((other) => other !== step))
    if (step.done === 'charted') cancel(step.entry)
    else add(step.entry)
    return step
  }, [steps, add, cancel])

  return { entries, record, takeBack, undo, canUndo: steps.length > 0 }
}

/** What a new entry takes over; an erased one that comes back keeps its day and its dentist. */
function pick({ tooth, surfaces, finding, layer, note = '', ...rest }: NewMark | ChartEntry): Partial<ChartEntry> {
  const kept = 'effective_date' in rest ? { effective_date: rest.effective_date, dentist_id: rest.dentist_id, dentistName: rest.dentistName } : {}
  return { tooth, surfaces, finding, layer, note, ...kept }
}

function identity({ id, created_at }: ChartEntry): Pick<ChartEntry, 'id' | 'created_at'> {
  return { id, created_at }
}

/** A draft gives way to the host's row of the same id. */
function merged(known: readonly ChartEntry[], drafts: readonly ChartEntry[]): ChartEntry[] {
  const ids = new Set(known.map((entry) => entry.id))
  const all = [...known, ...drafts.filter((draft) => !ids.has(draft.id))]
  const voided = new Set(all.map((entry) => entry.voids_entry_id))
  return all.map((entry) => (voided.has(entry.id) === entry.isVoided ? entry : { ...entry, isVoided: voided.has(entry.id) || entry.isVoided }))
}

/** Makes entries of today, by the dentist who is signed in. */
function useBlankEntry(patientId: string): () => ChartEntry {
  const user = useUser()
  const clinicId = useReference()?.clinic.id ?? ''
  const today = useToday()
  return useCallback(() => ({
    id: newId(),
    clinic_id: clinicId,
    created_at: new Date().toISOString(),
    patient_id: patientId,
    tooth: null,
    surfaces: '',
    layer: 'condition',
    finding: 'watch',
    note: '',
    service_id: null,
    appointment_id: null,
    dentist_id: user?.isDentist ? user.id : null,
    effective_date: today,
    recorded_by: user?.id ?? null,
    voids_entry_id: null,
    legacy_source: null,
    legacy_id: null,
    dentistName: user?.isDentist ? user.displayName : null,
    serviceName: null,
    isVoided: false,
  }), [patientId, user, clinicId, today])
}

/** The newest entry that stands on this surface of a tooth, or on the tooth as a whole when none does. */
export function newestOn(entries: readonly ChartEntry[], tooth: string, surface: string | null): ChartEntry | undefined {
  const here = standing(entries).filter((entry) => entry.tooth === tooth)
  const onSurface = surface === null ? undefined : here.findLast((entry) => entry.surfaces.includes(surface))
  return onSurface ?? here.findLast((entry) => entry.surfaces === '') ?? (surface === null ? here.at(-1) : undefined)
}
