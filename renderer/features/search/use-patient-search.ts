import { useState } from 'react'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'

const MOST_HITS = 12

export interface PatientSearch {
  hits: PatientHit[]
  /** Whether the hits are the answer to the text as it stands now. */
  isCurrent: boolean
  error: Error | null
}

/**
 * Patients that match the text, best first. Asks at the first key; whatever is typed until the answer comes is asked
 * together, so that one question at a time is on its way and nobody waits for a pause in the typing.
 */
export function usePatientSearch(text: string, limit = MOST_HITS): PatientSearch {
  const wanted = text.trim()
  const [asked, setAsked] = useState(wanted)
  const query = useClinicQuery('patients.search', { text: asked, limit }, { enabled: asked !== '', keepPrevious: true })
  if (asked !== wanted && !(query.isFetching && asked !== '')) setAsked(wanted)
  const isCurrent = asked === wanted && query.isSuccess && !query.isPlaceholderData
  return { hits: wanted === '' ? [] : (query.data ?? []), isCurrent, error: query.error }
}
