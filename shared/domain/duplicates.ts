/** Whether two records may be of one person: names that are alike, and a birth date, phone number or e-mail that agrees (domain §6). */
import type { Row } from '../schema/index.ts'
import { digitsOf, fold } from './names.ts'

export type Identity = Pick<Row<'patients'>, 'last_name' | 'first_name' | 'suffix' | 'birth_date' | 'phone' | 'email'>

export type Agreement = 'birth_date' | 'birth_date_near' | 'phone' | 'email'

export interface Likeness {
  /** How alike the names are, 0 to 1. */
  score: number
  /** What else agrees; never empty. */
  agrees: Agreement[]
}

/** Names at least so alike with the same birth date, */
const ALIKE_WITH_BIRTH = 0.86
/** with the same phone or e-mail, which families share, */
const ALIKE_WITH_CONTACT = 0.9
/** and with birth dates that differ beyond a slip of the pen: brothers and sisters are called much alike. */
const ALIKE_THOUGH_BORN_APART = 0.985
const SHORTEST_PHONE = 7

/** How two records are alike, or null when they are two persons as far as anybody can tell. */
export function likeness(a: Identity, b: Identity): Likeness | null {
  const agrees = agreements(a, b)
  if (agrees.length === 0) return null
  const suffixes = [suffixOf(a), suffixOf(b)]
  if (suffixes[0] !== '' && suffixes[1] !== '' && suffixes[0] !== suffixes[1]) return null
  const score = nameLikeness(a, b)
  const bornApart = a.birth_date !== null && b.birth_date !== null && !agrees.includes('birth_date') && !agrees.includes('birth_date_near')
  // A father and his son share name and phone; the suffix may stand on one of the two records only.
  if (bornApart && suffixes[0] !== suffixes[1]) return null
  const needed = bornApart ? ALIKE_THOUGH_BORN_APART : agrees.includes('birth_date') ? ALIKE_WITH_BIRTH : ALIKE_WITH_CONTACT
  return score >= needed ? { score, agrees } : null
}

function agreements(a: Identity, b: Identity): Agreement[] {
  const found: Agreement[] = []
  if (a.birth_date !== null && b.birth_date !== null) {
    if (a.birth_date === b.birth_date) found.push('birth_date')
    else if (isSlip(a.birth_date, b.birth_date)) found.push('birth_date_near')
  }
  const phone = digitsOf(a.phone)
  if (phone.length >= SHORTEST_PHONE && phone === digitsOf(b.phone)) found.push('phone')
  const email = a.email.trim().toLowerCase()
  if (email !== '' && email === b.email.trim().toLowerCase()) found.push('email')
  // Everybody is born near somebody else: a slip alone says nothing.
  return found.length === 1 && found[0] === 'birth_date_near' && nameLikeness(a, b) < ALIKE_THOUGH_BORN_APART ? [] : found
}

/** Day and month the wrong way round, or one digit mistyped. */
function isSlip(a: string, b: string): boolean {
  if (a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)) return true
  return a.split('').filter((digit, index) => digit !== b[index]).length === 1
}

/** How alike two names are, 0 to 1: without accents, particles and blanks, with short forms written out. */
export function nameLikeness(a: Pick<Identity, 'last_name' | 'first_name'>, b: Pick<Identity, 'last_name' | 'first_name'>): number {
  const straight = (familyLikeness(a.last_name, b.last_name) + givenLikeness(a.first_name, b.first_name)) / 2
  // Family and given name in each other's field.
  const crossed = (familyLikeness(a.last_name, b.first_name) + familyLikeness(a.first_name, b.last_name)) / 2
  return Math.max(straight, crossed === 1 ? 0.97 : 0)
}

const SHORT_FORMS: Record<string, string> = { ma: 'maria', sta: 'santa', sto: 'santo', jno: 'juan', fco: 'francisco' }
const PARTICLES = new Set(['de', 'dela', 'del', 'delas', 'delos', 'la', 'las', 'los', 'y', 'e'])
const SUFFIXES: Record<string, string> = { jr: 'jr', junior: 'jr', sr: 'sr', senior: 'sr', ii: 'ii', iii: 'iii', iv: 'iv', v: 'v', '2nd': 'ii', '3rd': 'iii' }
/** A family name with and without its particle, a given name and the longer one it begins. */
const NEARLY = 0.95

/** Words by name, for a clinic has few names and compares each many times. A pure memo, emptied rather than allowed to grow. */
const known = new Map<string, readonly string[]>()
const REMEMBERED_NAMES = 10_000

function wordsOf(name: string): readonly string[] {
  let words = known.get(name)
  if (words) return words
  if (known.size >= REMEMBERED_NAMES) known.clear()
  words = fold(name).split(' ').filter(Boolean).map((word) => SHORT_FORMS[word] ?? word)
  known.set(name, words)
  return words
}

/** The suffix, also where it was typed behind a name. */
function suffixOf(person: Identity): string {
  const own = SUFFIXES[fold(person.suffix).replaceAll(' ', '')]
  const last = [person.last_name, person.first_name].map((name) => wordsOf(name).at(-1) ?? '').find((word) => word !== 'v' && Object.hasOwn(SUFFIXES, word))
  return own ?? (last ? SUFFIXES[last]! : '')
}

function withoutSuffix(words: readonly string[]): readonly string[] {
  return words.length > 1 && Object.hasOwn(SUFFIXES, words.at(-1)!) ? words.slice(0, -1) : words
}

function familyLikeness(a: string, b: string): number {
  const [first, second] = [withoutSuffix(wordsOf(a)), withoutSuffix(wordsOf(b))]
  const bare = [first, second].map((words) => words.filter((word) => !PARTICLES.has(word)).join(''))
  return Math.max(jaroWinkler(first.join(''), second.join('')), NEARLY * jaroWinkler(bare[0]!, bare[1]!))
}

function givenLikeness(a: string, b: string): number {
  const [first, second] = [withoutSuffix(wordsOf(a)), withoutSuffix(wordsOf(b))]
  const [short, long] = first.length <= second.length ? [first, second] : [second, first]
  const contained = short.length > 0 && short.length < long.length && short.every((word) => long.includes(word))
  return Math.max(jaroWinkler(first.join(''), second.join('')), contained ? NEARLY : 0)
}

/** Jaro's similarity of two words with Winkler's bonus for a common beginning (Winkler 1990); 1 for equal, 0 for nothing in common. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1
  const [first, second] = matched(a, b)
  if (first.length === 0) return 0
  const transposed = first.filter((letter, index) => letter !== second[index]).length / 2
  const jaro = (first.length / a.length + first.length / b.length + (first.length - transposed) / first.length) / 3
  let prefix = 0
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Letters that both words have at about the same place, in the order of each. */
function matched(a: string, b: string): [string[], string[]] {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Set<number>()
  const first = a.split('').filter((letter, index) => {
    for (let at = Math.max(0, index - reach); at <= Math.min(b.length - 1, index + reach); at++) {
      if (b[at] !== letter || taken.has(at)) continue
      taken.add(at)
      return true
    }
    return false
  })
  return [first, b.split('').filter((_, index) => taken.has(index))]
}

/** Records that can only be alike where they share one of these; null stands for none. */
export function blocksOf(person: Identity): string[] {
  const phone = digitsOf(person.phone)
  const email = person.email.trim().toLowerCase()
  return [
    person.birth_date && `born ${person.birth_date}`,
    phone.length >= SHORTEST_PHONE && `phone ${phone}`,
    email !== '' && `mail ${email}`,
  ].filter((block): block is string => typeof block === 'string')
}
