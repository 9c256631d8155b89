import { digitsOf, parseDateQuery } from '../../../shared/domain/names.ts'

export interface NameGuess {
  lastName: string
  firstName: string
  phone: string
  birthDate: string | null
}

/** Words that begin a family name of more than one word. */
const PARTICLES = new Set(['de', 'dela', 'del', 'delos', 'las', 'los', 'la', 'san', 'santa', 'sta', 'sta.', 'sto', 'sto.', 'van', 'von'])

/**
 * What somebody typed into the search box, sorted into the fields of a new patient: a phone number, a
 * birth date, "Family, Given" or "Given Family". A guess to be corrected, so it loses no word.
 */
export function guessName(typed: string): NameGuess {
  const text = typed.trim().replaceAll(/\s+/g, ' ')
  const empty: NameGuess = { lastName: '', firstName: '', phone: '', birthDate: null }
  const birthDate = parseDateQuery(text)
  if (birthDate !== null) return { ...empty, birthDate }
  if (!/\p{L}/u.test(text) && digitsOf(text).length >= 4) return { ...empty, phone: text }
  const comma = text.indexOf(',')
  if (comma !== -1) return { ...empty, lastName: capitals(text.slice(0, comma)), firstName: capitals(text.slice(comma + 1)) }
  const words = text.split(' ')
  const particle = words.findIndex((word, index) => index > 0 && PARTICLES.has(word.toLowerCase()))
  const start = particle === -1 ? words.length - 1 : particle
  return { ...empty, firstName: capitals(words.slice(0, start).join(' ')), lastName: capitals(words.slice(start).join(' ')) }
}

/** Capital initials for what was typed in lower case; what has capitals of its own is left alone. */
function capitals(text: string): string {
  const trimmed = text.trim()
  if (trimmed !== trimmed.toLowerCase()) return trimmed
  return trimmed.replaceAll(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}
