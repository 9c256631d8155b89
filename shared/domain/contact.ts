/** What looks wrong about a phone number, a ZIP code or an ID. Never a reason not to save: cards are issued by hundreds of offices. */
import { ageOn } from './time.ts'

const SEPARATORS = /[\s().-]/g
/** Mobile: 09 and nine digits; landline with or without its area code (NTC numbering plan: Manila has eight digits, provinces seven after a two-digit area). */
const LOCAL = [/^09\d{9}$/, /^02[2-9]\d{7}$/, /^0(?:3[2-8]|4[2-9]|5[2-6]|6[2-8]|7[2-8]|8[2-8])\d{7}$/, /^[2-9]\d{6,7}$/]
/** E.164: a country code and up to 15 digits together. */
const FOREIGN = /^(?:\+|00)[1-9]\d{6,14}$/

export type PhoneProblem = 'letters' | 'length'

/** What is odd about a phone number as typed; several may be given with a slash or a comma between them. */
export function phoneProblem(text: string): PhoneProblem | null {
  for (const part of text.split(/[/,;]/).map((each) => each.trim()).filter(Boolean)) {
    const bare = part.replaceAll(SEPARATORS, '')
    if (!/^\+?\d+$/.test(bare)) return 'letters'
    const local = bare.replace(/^(?:\+|00)63/, '0')
    const isKnown = LOCAL.some((shape) => shape.test(local)) || (!/^(?:\+|00)63/.test(bare) && FOREIGN.test(bare))
    if (!isKnown) return 'length'
  }
  return null
}

/** ZIP codes of the Philippines have four digits. */
export function isOddPostalCode(text: string): boolean {
  return text.trim() !== '' && !/^\d{4}$/.test(text.trim())
}

/** From this age on a person is a senior citizen (RA 9994). */
const SENIOR_AGE = 60

export type SeniorIdProblem = 'no_digits' | 'too_young' | 'no_birth_date'

/** What is odd about the number of a senior citizen card; its shape differs from city to city. */
export function seniorIdProblem(text: string, birthDate: string | null, today: string): SeniorIdProblem | null {
  if (text.trim() === '') return null
  if (!/\d{3}/.test(text.replaceAll(SEPARATORS, ''))) return 'no_digits'
  if (birthDate === null) return 'no_birth_date'
  return ageOn(birthDate, today) < SENIOR_AGE ? 'too_young' : null
}

/** RR-PPMM-BBB-NNNNNNN: region, province and town, barangay, person (NCDA Administrative Order 1 of 2008). */
export function isOddPwdId(text: string): boolean {
  return text.trim() !== '' && !/^\d{2}-?\d{4}-?\d{3}-?\d{7}$/.test(text.replaceAll(/\s/g, ''))
}
