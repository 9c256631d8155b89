import { parseDateQuery } from '../../../../shared/domain/names.ts'
import { isDate } from '../../../../shared/domain/time.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { DateOrder } from '../options.ts'

/** A value read from a cell, or why it cannot be used; the reason never repeats the cell. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string }

const EARLIEST = '1880-01-01'

/**
 * A date of birth. Year first and month in letters are always understood; digits in another order only in the order
 * that was chosen, because 3/4/1985 is two different days.
 */
export function parseBirthDate(cell: string, order: DateOrder, today: string): Parsed<string | null> {
  const text = cell.replace(/[T ]00:00(:00(\.0+)?)?$/, '').trim()
  if (text === '') return { ok: true, value: null }
  const isNumeric = /^\d{1,2}[\s./-]+\d{1,2}[\s./-]+(\d{2}|\d{4})$/.test(text)
  if (isNumeric && order === 'iso') return { ok: false, reason: 'The birth date does not start with the year. Say how the file writes dates with --date-order mdy or dmy.' }
  const date = parseDateQuery(text, order === 'dmy' ? 'dmy' : 'mdy')
  if (date === null) return { ok: false, reason: isNumeric ? `The birth date is no day of the calendar when it is read as ${order}.` : 'The birth date is no day of the calendar.' }
  return inRange(!/\d{4}/.test(text) && date > today ? centuryBefore(date) : date, today)
}

/** Nobody is born in the future: a year of two digits that says so is of the century before. */
function centuryBefore(date: string): string {
  return `${Number(date.slice(0, 4)) - 100}${date.slice(4)}`
}

function inRange(date: string, today: string): Parsed<string> {
  if (!isDate(date)) return { ok: false, reason: 'The birth date is no day of the calendar.' }
  if (date > today) return { ok: false, reason: 'The birth date lies in the future.' }
  if (date < EARLIEST) return { ok: false, reason: 'The birth date is too long ago.' }
  return { ok: true, value: date }
}

/** Sex as recorded; null for a word that is not understood. */
export function parseSex(cell: string): Row<'patients'>['sex'] | null {
  const text = cell.trim().toLowerCase()
  if (['f', 'female', 'w', 'woman', 'babae'].includes(text)) return 'female'
  if (['m', 'male', 'man', 'lalaki'].includes(text)) return 'male'
  return ['', 'u', 'unknown', 'other', 'o', 'n/a', '-'].includes(text) ? 'unknown' : null
}

/** Yes or no; null for a word that is not understood. */
export function parseFlag(cell: string): boolean | null {
  const text = cell.trim().toLowerCase()
  if (['', 'no', 'n', 'false', '0', 'f', '-'].includes(text)) return false
  return ['yes', 'y', 'true', '1', 't', 'x', 'deceased', 'dead', 'died'].includes(text) ? true : null
}

/**
 * A phone number as the clinic writes it, its meaning unchanged: the leading zero that spreadsheets drop from
 * Philippine mobile numbers is put back.
 */
export function tidyPhone(cell: string): string {
  const text = cell.replaceAll(/\s+/g, ' ').trim()
  return /^9\d{9}$/.test(text.replaceAll(/[\s().-]/g, '')) ? `0${text}` : text
}

/** "Dela Cruz, Maria Santos" apart; null where the comma that tells the names apart is missing. */
export function splitFullName(cell: string): { last_name: string; first_name: string } | null {
  const match = /^([^,]+),\s*([^,]+)(,\s*[^,]+)?$/.exec(cell.trim())
  const [, last = '', first = '', suffix = ''] = match ?? []
  return match ? { last_name: last.trim(), first_name: `${first.trim()}${suffix.replace(',', '')}`.trim() } : null
}
