import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Random } from '../../../../bench/lib/random.ts'
import { createReplica, putAll } from '../../../../tests/support/replica.ts'
import type { TestReplica } from '../../../../tests/support/replica.ts'
import { appointment, CLEANING, FILLING, minutes, PATIENTS, uid } from '../../../../tests/support/world.ts'
import { freshId, write } from '../../../../tests/support/writes.ts'
import { deleteRow } from '../../sync/rebase.ts'
import { queries } from '../index.ts'

let replica: TestReplica
beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

const date = '2026-11-20'
const DAY = 24 * 60

/** Writes, changes and takes away appointments of few patients at random, as people and the centre do. */
function stir(random: Random, steps: number): void {
  for (let step = 0; step < steps; step++) {
    const id = uid(1000 + random.below(40))
    if (random.chance(0.15)) deleteRow(replica.db, 'appointments', id)
    else {
      const from = (random.below(900) - 700) * DAY + random.below(480)
      const made = minutes(from - random.below(60) * DAY)
      putAll(replica.db, {
        appointments: [appointment(id, {
          patient_id: random.pick(PATIENTS), service_id: random.pick([CLEANING, FILLING, null]), starts_at: minutes(from), ends_at: minutes(from + 30), created_at: made, updated_at: minutes(from - random.below(30) * DAY),
          status: random.pick(['pending', 'confirmed', 'completed', 'completed', 'cancelled', 'missed']), cancelled_at: random.chance(0.5) ? minutes(from - random.below(30) * DAY) : null,
        })],
      })
    }
  }
}

const kept = () => replica.db.prepare('select * from _visits order by patient_id, service_id').all()
/** The same by going through all appointments. */
const counted = () => replica.db.prepare(`select patient_id, coalesce(service_id, '') as service_id, min(starts_at) as first_start, max(starts_at) as last_start,
    coalesce(max(starts_at) filter (where status = 'completed'), '') as last_done, max(created_at) as last_made
  from appointments where status not in ('cancelled', 'missed') group by 1, 2 order by 1, 2`).all()

describe('what the visits of each patient come to', () => {
  it.each([1, 2, 3])('is what all appointments say, whatever is written, changed and taken away (seed %i)', (seed) => {
    const random = new Random(seed)
    for (let round = 0; round < 12; round++) {
      stir(random, 10)
      expect(kept()).toEqual(counted())
    }
    expect(kept().length).toBeGreaterThan(3)
  })
})

/** Who gave up a time within a year and has neither a later one nor one made since, by the sentence itself. */
function unscheduledBySentence(): string[] {
  const rows = replica.db.prepare<[string], { root: string }>(`select distinct coalesce(g.root_id, a.patient_id) as root from appointments a left join _merged g on g.patient_id = a.patient_id
    where a.status in ('cancelled', 'missed') and a.starts_at >= ? and not exists (
      select 1 from appointments b left join _merged h on h.patient_id = b.patient_id where coalesce(h.root_id, b.patient_id) = coalesce(g.root_id, a.patient_id)
        and b.status not in ('cancelled', 'missed') and (b.starts_at >= a.starts_at or b.created_at >= coalesce(a.cancelled_at, a.updated_at)))`).all('2025-11-19T16:00:00.000Z')
  return rows.map(({ root }) => root).toSorted()
}

describe('the lists and the figures at their tabs', () => {
  const plan = (patientId: string, tooth: string) => write(replica.db, 'chart.record', { id: freshId(), patientId, tooth, surfaces: 'O', layer: 'planned', finding: 'filling', effectiveDate: '2026-11-01' })

  it.each([4, 5, 6])('agree, with and without merged records (seed %i)', async (seed) => {
    const random = new Random(seed)
    await write(replica.db, 'recall.saveType', { id: freshId(), name: 'Cleaning', months: 6, days: 0, serviceIds: [CLEANING] })
    for (const [index, patientId] of PATIENTS.entries()) await plan(patientId, `1${index + 6}`)
    for (let round = 0; round < 6; round++) {
      stir(random, 12)
      if (round === 3) await write(replica.db, 'patient.merge', { id: freshId(), fromId: PATIENTS[1], intoId: PATIENTS[0], reason: 'Registered twice' })
      const counts = queries['frontDesk.counts'](replica.db, { date })
      expect(queries['frontDesk.unscheduled'](replica.db, { date }).map((row) => row.patientId).toSorted()).toEqual(unscheduledBySentence())
      expect(counts).toMatchObject({
        unscheduled: queries['frontDesk.unscheduled'](replica.db, { date }).length,
        planned: queries['frontDesk.planned'](replica.db, { date }).length,
        recalls: queries['frontDesk.recalls'](replica.db, { date }).filter((row) => row.state !== 'snoozed').length,
      })
    }
  })
})
