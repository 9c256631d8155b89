import { useDebouncedValue } from '@mantine/hooks'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'

const DEBOUNCE_MS = 60
const MOST_HITS = 12

export interface PatientSearch {
  hits: PatientHit[]
  /** Whether the hits are the answer to the text as it stands now. */
  isCurrent: boolean
  error: Error | null
}

/** Patients that match the text, best first, shortly after the typing pauses. */
export function usePatientSearch(text: string, limit = MOST_HITS): PatientSearch {
  const wanted = text.trim()
  const [debounced] = useDebouncedValue(wanted, DEBOUNCE_MS)
  const query = useClinicQuery('patients.search', { text: debounced, limit }, { enabled: debounced !== '', keepPrevious: true })
  const isCurrent = debounced === wanted && query.isSuccess && !query.isPlaceholderData
  return { hits: wanted === '' ? [] : (query.data ?? []), isCurrent, error: query.error }
}
