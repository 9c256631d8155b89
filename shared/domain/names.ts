/** Names, phone numbers and birth dates as people type them, made comparable. */
import type { Row } from '../schema/index.ts'
import { isDate } from './time.ts'

type NameParts = Pick<Row<'patients'>, 'last_name' | 'first_name' | 'middle_name' | 'suffix'>

/** "Dela Cruz, Maria Santos Jr": family name first, as lists and paper show it. */
export function fullName(patient: NameParts): string {
  const given = [patient.first_name, patient.middle_name, patient.suffix].map((part) => part.trim()).filter(Boolean).join(' ')
  return [patient.last_name.trim(), given].filter(Boolean).join(', ')
}

/** Letters that Unicode does not take apart into a base letter and an accent. */
const WHOLE_LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i' }

/** Lower case without accents (ñ becomes n), everything that is no letter or digit one space: for comparing and searching. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/**
 * What a search compares with, the family name first: names, chart number and e-mail folded, and the family name in
 * one piece, so that "delacruz" finds dela Cruz and de la Cruz.
 */
export function searchWords(lastName: string, ...others: string[]): string {
  const family = fold(lastName)
  const joined = family.replaceAll(' ', '')
  return fold([lastName, ...others].join(' ')) + (joined === family ? '' : ` ${joined}`)
}

/**
 * The digits of a phone number, with the ways to write a Philippine one made equal: +63 917 123 4567,
 * 639171234567, 9171234567 and 0917-123-4567 all give 09171234567. Beginnings of numbers come out alike,
 * so that a half-typed number finds the whole one.
 */
export function digitsOf(phone: string): string {
  const digits = phone.replaceAll(/\D+/g, '')
  if (/^\s*\(?\+/.test(phone)) return digits.startsWith('63') ? national(digits.slice(2)) : digits
  if (digits.startsWith('0063')) return national(digits.slice(4))
  if (digits.startsWith('639') || (digits.startsWith('63') && digits.length >= 11)) return national(digits.slice(2))
  // Spreadsheets drop the leading zero.
  return /^9\d{9}$/.test(digits) ? `0${digits}` : digits
}

function national(digits: string): string {
  return digits.startsWith('0') ? digits : `0${digits}`
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const LONG_MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
/** Two-digit years up to this one are of this century. */
const LAST_YEAR_OF_THIS_CENTURY = 29

/**
 * The day a person means by "3/4/85", "1985-03-04", "mar 4 1985" or "4 March 1985"; null when the text is
 * no complete day or the calendar has no such day. Among numbers the month comes first unless told otherwise.
 */
export function parseDateQuery(text: string, order: 'mdy' | 'dmy' = 'mdy'): string | null {
  const parts = text.trim().toLowerCase().split(/[\s,./-]+/).filter(Boolean)
  const [first = '', second = '', third = ''] = parts
  if (parts.length !== 3) return null
  if (/^\d{4}$/.test(first)) return dateOf(first, monthNumber(second), third)
  if (/^[a-z]/.test(first)) return dateOf(third, monthNumber(first), second)
  if (/^[a-z]/.test(second)) return dateOf(third, monthNumber(second), first)
  return order === 'mdy' ? dateOf(third, monthNumber(first), second) : dateOf(third, monthNumber(second), first)
}

function monthNumber(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const long = LONG_MONTHS.indexOf(text)
  if (long >= 0) return long + 1
  return MONTHS.indexOf(text === 'sept' ? 'sep' : text) + 1
}

function dateOf(year: string, month: number, day: string): string | null {
  if (!/^(\d{2}|\d{4})$/.test(year) || !/^\d{1,2}(st|nd|rd|th)?$/.test(day)) return null
  const date = `${fullYear(year)}-${String(month).padStart(2, '0')}-${String(Number.parseInt(day, 10)).padStart(2, '0')}`
  return isDate(date) ? date : null
}

function fullYear(year: string): string {
  if (year.length === 4) return year
  return Number(year) <= LAST_YEAR_OF_THIS_CENTURY ? `20${year}` : `19${year}`
}
