import { blocksOf, likeness } from '../../../shared/domain/duplicates.ts'
import type { Agreement, Identity, Likeness } from '../../../shared/domain/duplicates.ts'
import { digitsOf, fold } from '../../../shared/domain/names.ts'
import type { DuplicatePair, SimilarPatient } from '../../../shared/protocol/views.ts'
import type { Db } from '../store/database.ts'
import { hitsOf } from './patient-search.ts'
import { all } from './rows.ts'
import type { Now } from './rows.ts'

type Person = Identity & { id: string }

const COLUMNS = 'p.id, p.last_name, p.first_name, p.suffix, p.birth_date, p.phone, p.email'
const NOT_MERGED = 'p.deleted_at is null and p.id not in (select patient_id from _merged)'
const SHORTEST_PHONE = 7
const MOST_SIMILAR = 5
const MOST_PAIRS = 200

/** Patients who may be the person that is about to be registered, the most alike first. */
export function similar(db: Db, { card, now }: { card: Identity } & Now): SimilarPatient[] {
  const phone = digitsOf(card.phone)
  const conditions: [string, string][] = []
  if (card.birth_date) conditions.push(['s.birth_date = ?', card.birth_date])
  if (phone.length >= SHORTEST_PHONE) conditions.push(['s.digits = ?', phone])
  if (card.email.trim() !== '') conditions.push(['instr(s.words, ?)', fold(card.email)])
  // A birth date that was mistyped is known by the name.
  if (card.birth_date && card.last_name.trim() !== '') conditions.push(['instr(s.words, ?) = 1', fold(card.last_name)])
  if (conditions.length === 0) return []
  const people = all<Person>(db, `select ${COLUMNS} from _patient_search s join patients p on p.id = s.patient_id where (${conditions.map(([sql]) => sql).join(' or ')}) and ${NOT_MERGED}`, ...conditions.map(([, value]) => value))
  const found = people.flatMap((person) => {
    const how = likeness(card, person)
    return how ? [{ id: person.id, how }] : []
  })
  const best = found.sort(byLikeness).slice(0, MOST_SIMILAR)
  const hits = new Map(hitsOf(db, best.map(({ id }) => id), { now }).map((hit) => [hit.id, hit]))
  return best.flatMap(({ id, how }) => (hits.has(id) ? [{ patient: hits.get(id)!, agrees: how.agrees }] : []))
}

function byLikeness(a: { how: Likeness }, b: { how: Likeness }): number {
  return b.how.agrees.length - a.how.agrees.length || b.how.score - a.how.score
}

/** Pairs of records that may be one person and that nobody has told apart, the most alike first. */
export function duplicates(db: Db, { now }: Now): DuplicatePair[] {
  const people = all<Person>(db, `select ${COLUMNS} from patients p where ${NOT_MERGED}`)
  const apart = new Set(all<{ a: string; b: string }>(db, `select patient_id as a, other_id as b from patient_links where relation = 'not_same' and ended_at is null`).map(({ a, b }) => pairKey(a, b)))
  const pairs = new Map<string, { a: string; b: string; how: Likeness }>()
  for (const block of blocks(people)) {
    for (const [index, a] of block.entries()) {
      for (const b of block.slice(index + 1)) {
        const key = pairKey(a.id, b.id)
        const how = apart.has(key) || pairs.has(key) ? null : likeness(a, b)
        if (how) pairs.set(key, { a: a.id, b: b.id, how })
      }
    }
  }
  const best = [...pairs.values()].sort(byLikeness).slice(0, MOST_PAIRS)
  const hits = new Map(hitsOf(db, [...new Set(best.flatMap(({ a, b }) => [a, b]))], { now }).map((hit) => [hit.id, hit]))
  return best.map(({ a, b, how }): DuplicatePair => ({ first: hits.get(a)!, second: hits.get(b)!, agrees: how.agrees satisfies Agreement[] }))
}

/** The number of a clinic or a school may stand with hundreds: there a phone says nothing. */
const LARGEST_BLOCK = 60

function blocks(people: readonly Person[]): Person[][] {
  const found = new Map<string, Person[]>()
  for (const person of people) {
    for (const key of blocksOf(person)) {
      const block = found.get(key)
      if (block) block.push(person)
      else found.set(key, [person])
    }
  }
  return [...found.values()].filter((block) => block.length > 1 && block.length <= LARGEST_BLOCK)
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}
