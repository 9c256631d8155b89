import type { Row } from '../../shared/schema/index.ts'
import type { Random } from '../lib/random.ts'

/** What is typed into the search box, and what sort of search that is. */
export interface Question {
  kind: 'first letters' | 'family name' | 'full name' | 'two tokens' | 'phone' | 'birth date' | 'chart number' | 'no hit'
  text: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** A mix in equal parts, so that the rare and slow kinds weigh as much as the common ones. */
export function makeQuestions(patients: readonly Row<'patients'>[], count: number, random: Random): Question[] {
  return Array.from({ length: count }, (_, index) => {
    const [kind, write] = KINDS[index % KINDS.length]!
    return { kind, text: write(random.pick(patients), random) }
  })
}

type Writer = (patient: Row<'patients'>, random: Random) => string

const KINDS: [Question['kind'], Writer][] = [
  ['first letters', ({ last_name }, random) => last_name.slice(0, 1 + random.below(3))],
  ['family name', ({ last_name }, random) => (random.chance(0.5) ? last_name : last_name.toLowerCase().replaceAll('ñ', 'n'))],
  ['full name', ({ first_name, last_name }) => `${first_name} ${last_name}`],
  ['two tokens', ({ first_name, last_name }, random) => `${last_name.split(' ').at(-1)!.slice(0, 4)} ${first_name.slice(0, 2 + random.below(3))}`.toLowerCase()],
  ['phone', ({ phone }, random) => phoneAsTyped(phone, random)],
  ['birth date', ({ birth_date }, random) => dateAsTyped(birth_date ?? '1985-03-04', random)],
  ['chart number', ({ chart_number }) => chart_number.toLowerCase()],
  ['no hit', ({ first_name }, random) => `${first_name.slice(0, 3)} ${random.pick(['xqz', 'wyk', 'brzt', 'qq'])}`],
]

function phoneAsTyped(phone: string, random: Random): string {
  const digits = (phone || '09170000000').replaceAll(/\D/g, '').slice(-10)
  return random.pick([`0${digits}`, `+63 ${digits}`, `0${digits.slice(0, 6)}`, digits.slice(-4), digits.slice(-7)])
}

function dateAsTyped(date: string, random: Random): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return random.pick([date, `${month}/${day}/${year}`, `${month}/${day}/${String(year).slice(2)}`, `${MONTHS[month - 1]} ${day} ${year}`])
}
