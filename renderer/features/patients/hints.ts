import { isOddPostalCode, isOddPwdId, phoneProblem, seniorIdProblem } from '../../../shared/domain/contact.ts'
import { isDate } from '../../../shared/domain/time.ts'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import { records } from '../../text/en/records.ts'
import { tidyDay } from '../fields/DayField.tsx'
import type { FormValues } from './changes.ts'

const words = records.hints

export type FieldHints = Partial<Record<PatientField, string>>

/** What looks odd about the details as typed; told beside the field, saved all the same. */
export function hintsOf(typed: FormValues, today: string): FieldHints {
  const birth = tidyDay(typed.birth_date)
  const birthDate = isDate(birth) ? birth : null
  const validUntil = tidyDay(typed.pwd_valid_until)
  const phone = phoneProblem(typed.phone)
  const emergency = phoneProblem(typed.emergency_phone)
  const senior = seniorIdProblem(typed.osca_id, birthDate, today)
  const found: [PatientField, string | false | null][] = [
    ['birth_date', birthDate !== null && birthDate > today && words.born_later],
    ['phone', phone && words[phone]],
    ['emergency_phone', emergency && words[emergency]],
    ['emergency_name', typed.emergency_phone.trim() !== '' && typed.emergency_name.trim() === '' && words.emergency_name],
    ['postal_code', isOddPostalCode(typed.postal_code) && words.postal_code],
    ['osca_id', senior && words[senior]],
    ['pwd_id', isOddPwdId(typed.pwd_id) ? words.pwd_id : validUntil !== '' && typed.pwd_id.trim() === '' && words.pwd_missing],
    ['pwd_valid_until', isDate(validUntil) && validUntil < today && words.pwd_expired],
  ]
  return Object.fromEntries(found.filter(([, hint]) => hint))
}
