import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '../../../shared/schema/index.ts'
import { asCentreRow } from '../../../tests/support/centre-rows.ts'
import { contents, createReplica, ownRows } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { phoneEdit, write } from '../../../tests/support/writes.ts'
import { applyCentral } from './apply-central.ts'
import { undoPending } from './rebase.ts'
import { adoptCard } from './scope.ts'
import { beginStage, stageRows } from './stage.ts'
import { compareStage, swapIn } from './swap.ts'

let replica: TestReplica
const [first, second, third] = ownRows().patients as [Row<'patients'>, Row<'patients'>, Row<'patients'>]

beforeEach(() => {
  replica = createReplica()
  beginStage(replica.db, 'patients')
})
afterEach(() => replica.close())

function stage(...rows: Row<'patients'>[]): void {
  stageRows(replica.db, 'patients', rows.map((row) => ({ operation: 'put', row: asCentreRow('patients', row, 'snapshot') })), { handle: 'h2', position: '0_0' })
}

/** Compares `atOnce` rows at a time; `between` runs after each step. Returns how many steps it took. */
async function compare(atOnce = 2, between: (step: number) => void | Promise<void> = () => {}): Promise<number> {
  let steps = 0
  for (let after: string | null = ''; after !== null;) {
    after = compareStage(replica.db, 'patients', after, atOnce)
    await between(++steps)
  }
  return steps
}

const noted = () => replica.db.prepare('select row_key from _stage_patients_compared order by row_key').pluck().all()
const patients = () => contents(replica.db, ['patients']).patients!

/** Swaps, and tells which rows were written on the way. */
async function swap(): Promise<string[]> {
  replica.db.exec(`create temp table written (id text) strict;
    create temp trigger put after insert on patients begin insert into written values (new.id); end;
    create temp trigger changed after update on patients begin insert into written values (new.id); end;
    create temp trigger gone after delete on patients begin insert into written values (old.id); end`)
  await applyCentral(replica.db, { changes: [], cursors: [{ table: 'patients', handle: 'h2', position: '0_inf', lsn: '5' }], swaps: ['patients'] })
  return replica.db.prepare<[], string>('select distinct id from written order by id').pluck().all()
}

describe('two generations of a table', () => {
  it('are compared by every column, and rows that only one of them has differ', async () => {
    stage(first, { ...second, city: 'New' }, patient(uid(500)))
    await compare()
    expect(noted()).toEqual([PATIENTS[1], PATIENTS[2], uid(500)].sort())
  })

  it('that are equal leave nothing for the swap to write', async () => {
    stage(first, second, third)
    await compare()
    expect(noted()).toEqual([])
    expect(await swap()).toEqual([])
    expect(patients().map(({ id }) => id)).toEqual([...PATIENTS].sort())
  })

  it('are compared some rows at a time, with the same outcome at every number of rows', async () => {
    stage({ ...first, phone: '9' }, patient(uid(500)), patient(uid(501)), patient(uid(502)))
    const all = [PATIENTS[0], PATIENTS[1], PATIENTS[2], uid(500), uid(501), uid(502)].sort()
    const steps = []
    for (const atOnce of [1, 2, 3]) {
      steps.push(await compare(atOnce))
      expect(noted()).toEqual(all)
    }
    expect(steps).toEqual([7, 3, 3])
  })

  it('tell NULL from a value', async () => {
    stage(first, { ...second, birth_date: second.birth_date === null ? '1990-01-01' : null }, third)
    await compare()
    expect(noted()).toEqual([PATIENTS[1]])
  })
})

describe('a swap after the comparison', () => {
  it('[S8] [S11] writes the rows that differ and no others, and ends with the new generation', async () => {
    stage(first, { ...second, city: 'New' }, patient(uid(500)))
    await compare(2)
    expect(await swap()).toEqual([PATIENTS[1], PATIENTS[2], uid(500)].sort())
    expect(patients().map(({ id, city }) => [id, city])).toEqual([[PATIENTS[0], ''], [PATIENTS[1], 'New'], [uid(500), '']])
    expect(replica.db.prepare(`select name from sqlite_schema where name like '\\_stage%' escape '\\'`).all()).toEqual([])
  })

  it('[S8] takes what people wrote between its steps back first, whatever was compared by then', async () => {
    stage(first, second, { ...third, city: 'New' })
    await compare(1, async (step) => {
      if (step === 2) await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    })
    await swap()
    expect(patients()[0]).toMatchObject({ id: PATIENTS[0], phone: '1' })
    undoPending(replica.db)
    expect(patients().map(({ phone, city }) => [phone, city])).toEqual([['', ''], ['', ''], ['', 'New']])
  })

  it('[S8] does not take a pending write for the centre\'s row because they look the same', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '1'))
    stage({ ...first, phone: '1' }, second, third)
    await compare()
    await swap()
    undoPending(replica.db)
    expect(patients()[0]).toMatchObject({ phone: '1' })
  })

  it('[S8] removes a row that a pending write had removed and the centre removed too', async () => {
    stage(first, second)
    replica.db.prepare('insert into _base_rows (table_name, row_key, image) values (?, ?, ?)').run('patients', PATIENTS[2], JSON.stringify(patients()[2]))
    replica.db.prepare('delete from patients where id = ?').run(PATIENTS[2])
    await compare()
    await swap()
    expect(patients().map(({ id }) => id)).toEqual([PATIENTS[0], PATIENTS[1]])
  })

  it('compares a small table by itself', async () => {
    stage(first, { ...second, city: 'New' }, patient(uid(500)))
    expect(compareStage(replica.db, 'patients', '')).toBeNull()
    expect(replica.db.prepare(`select name from sqlite_schema where name like '\\_stage\\_patients\\_%' escape '\\'`).all()).toEqual([])
    expect(await swap()).toEqual([PATIENTS[1], PATIENTS[2], uid(500)].sort())
  })

  it('compares by itself where nobody has before it', async () => {
    stage(first, second, patient(uid(500)))
    expect(await swap()).toEqual([PATIENTS[2], uid(500)].sort())
  })
})

describe('a comparison that was broken off', () => {
  it('[S5] is begun afresh after a restart', async () => {
    stage({ ...first, city: 'New' }, second, third)
    compareStage(replica.db, 'patients', '', 1)
    replica.reopen()
    stage(first)
    await compare()
    expect(noted()).toEqual([])
  })

  it('[S5] is not taken for a whole one', () => {
    stage(first, second, patient(uid(500)))
    compareStage(replica.db, 'patients', '', 1)
    replica.db.transaction(() => swapIn(replica.db, 'patients')).immediate()
    expect(patients().map(({ id }) => id)).toEqual([PATIENTS[0], PATIENTS[1], uid(500)].sort())
  })

  it('[S8] is not used for a generation that has gone on since, and is small now', async () => {
    stage(first, second, third)
    await compare(2)
    replica.reopen()
    stage({ ...third, city: 'New' })
    expect(compareStage(replica.db, 'patients', '')).toBeNull()
    await swap()
    expect(patients().map(({ city }) => city)).toEqual(['', '', 'New'])
  })

  it('is forgotten with its generation', async () => {
    stage(first)
    await compare()
    beginStage(replica.db, 'patients')
    expect(replica.db.prepare(`select name from sqlite_schema where name like '\\_stage\\_patients\\_%' escape '\\'`).all()).toEqual([])
  })

  it('[S13] leaves nothing behind of a table this desk may not hold any more', async () => {
    beginStage(replica.db, 'payments')
    replica.db.exec('create table _stage_payments_comparing (row_key text) strict; create table _stage_payments_compared (row_key text) strict')
    adoptCard(replica.db, { name: 'Chair', profile: 'chairside', series: 'CH1' })
    expect(replica.db.prepare(`select name from sqlite_schema where name like '\\_stage\\_payments%' escape '\\'`).all()).toEqual([])
  })
})
