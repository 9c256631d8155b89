import { fold } from '../../../../shared/domain/names.ts'
import { CentreError } from '../../../centre/errors.ts'

/** What a column of the file may hold. */
export const FIELDS = [
  'legacy_id', 'chart_number', 'last_name', 'first_name', 'middle_name', 'suffix', 'full_name', 'birth_date', 'sex', 'phone', 'email', 'street', 'barangay', 'city',
  'province', 'postal_code', 'emergency_name', 'emergency_phone', 'emergency_relation', 'osca_id', 'pwd_id', 'notes', 'deceased',
] as const
export type Field = (typeof FIELDS)[number]

/** Headings that mean a field, folded: lower case, without accents, one blank between words. */
const ALIASES: Record<Field, readonly string[]> = {
  legacy_id: ['id', 'legacy id', 'legacy patient id', 'patient id', 'patientid', 'patient number', 'patient no', 'record id', 'external id'],
  chart_number: ['chart number', 'chart no', 'chart', 'chart id', 'file number', 'file no', 'case number', 'case no'],
  last_name: ['last name', 'lastname', 'last', 'surname', 'family name', 'familyname', 'apelyido', 'apellido'],
  first_name: ['first name', 'firstname', 'first', 'given name', 'given names', 'givenname', 'pangalan', 'nombre'],
  middle_name: ['middle name', 'middlename', 'middle', 'middle initial', 'mi', 'm i'],
  suffix: ['suffix', 'name suffix', 'ext', 'name extension', 'extension'],
  full_name: ['name', 'full name', 'fullname', 'patient name', 'patient'],
  birth_date: ['birth date', 'birthdate', 'date of birth', 'dob', 'birthday', 'born', 'b day', 'bday'],
  sex: ['sex', 'gender'],
  phone: ['phone', 'phone number', 'phone no', 'mobile', 'mobile number', 'mobile no', 'mobile phone', 'cell', 'cellphone', 'cell phone', 'cellphone number', 'contact', 'contact number', 'contact no', 'telephone', 'tel', 'tel no'],
  email: ['email', 'e mail', 'email address', 'e mail address', 'mail'],
  street: ['street', 'address', 'address 1', 'address1', 'address line 1', 'street address', 'home address'],
  barangay: ['barangay', 'brgy', 'district'],
  city: ['city', 'town', 'municipality', 'city municipality', 'city town'],
  province: ['province', 'state', 'region'],
  postal_code: ['postal code', 'zip', 'zip code', 'zipcode', 'postcode', 'post code'],
  emergency_name: ['emergency name', 'emergency contact', 'emergency contact name', 'in case of emergency'],
  emergency_phone: ['emergency phone', 'emergency contact number', 'emergency number', 'emergency contact phone'],
  emergency_relation: ['emergency relation', 'emergency relationship', 'emergency contact relation', 'emergency contact relationship'],
  osca_id: ['osca id', 'osca', 'osca no', 'osca number', 'senior id', 'senior citizen id', 'senior citizen no', 'sc id'],
  pwd_id: ['pwd id', 'pwd', 'pwd no', 'pwd number', 'pwd id no'],
  notes: ['notes', 'note', 'remarks', 'remark', 'comment', 'comments'],
  deceased: ['deceased', 'is deceased', 'dead', 'died', 'death'],
}

const FIELD_OF = new Map(FIELDS.flatMap((field) => [field.replaceAll('_', ' '), ...ALIASES[field]].map((alias) => [alias, field] as const)))

export interface ColumnMap {
  /** Position of the column that holds a field. */
  columns: ReadonlyMap<Field, number>
  /** Headings of columns that nothing is taken from. */
  unused: string[]
}

/** Which column holds what, from the headings. Throws a CentreError where no names can be found. */
export function mapColumns(header: readonly string[]): ColumnMap {
  const columns = new Map<Field, number>()
  const unused: string[] = []
  header.forEach((heading, index) => {
    // "birthDate" reads as two words, like "birth_date" and "Birth Date".
    const field = FIELD_OF.get(fold(heading)) ?? FIELD_OF.get(fold(heading.replaceAll(/([a-z])([A-Z])/g, '$1 $2')))
    if (field && !columns.has(field)) columns.set(field, index)
    else unused.push(heading === '' ? `column ${index + 1}, without heading` : heading)
  })
  // The headings are not quoted back: in a file without a header line they are somebody's data.
  if (!columns.has('full_name') && !(columns.has('last_name') && columns.has('first_name'))) {
    throw new CentreError('The first line names no columns for family and given name. It must hold headings such as last_name and first_name.')
  }
  return { columns, unused }
}
