import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { baseRows, contents, createReplica } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { PATIENTS } from '../../../tests/support/world.ts'
import { outbox, phoneEdit, write } from '../../../tests/support/writes.ts'
import { readState } from '../store/state.ts'
import { adoptEpoch, Epoch, knownEpoch } from './epoch.ts'
import { recordAnswers } from './outbox.ts'
import { forgetShapes, shapeStates } from './stage.ts'

const ONE = '019b76da-a800-4001-8000-000000000001'
const TWO = '019b76da-a800-4001-8000-000000000002'

describe('[S12] a replica of which the centre speaks for another database', () => {
  let replica: TestReplica

  beforeEach(() => {
    replica = createReplica()
    adoptEpoch(replica.db, ONE)
    replica.db.exec(`insert into _shapes values ('patients', 'h', '5_0', '5', null, null), ('payments', null, null, null, 'g', '3_0')`)
  })
  afterEach(() => replica.close())

  it('fetches every table anew, half fetched ones too, and keeps what it shows', async () => {
    await write(replica.db, 'patient.edit', phoneEdit('', '0917'))
    const before = contents(replica.db)
    adoptEpoch(replica.db, TWO)
    expect(shapeStates(replica.db).flatMap((state) => [state.handle, state.position, state.stage_handle, state.stage_position])).toEqual(Array(8).fill(null))
    expect(contents(replica.db)).toEqual(before)
    expect([baseRows(replica.db), readState(replica.db, 'epoch')]).toEqual([1, TWO])
  })

  it('sends again what was answered and never arrived, and takes nothing back that waits or is confirmed', async () => {
    for (const [from, to] of [['', '1'], ['1', '2'], ['2', '3']] as const) await write(replica.db, 'patient.edit', phoneEdit(from, to, PATIENTS[0]))
    const [one, two] = outbox(replica.db)
    recordAnswers(replica.db, [{ seq: 1, id: one!.id, status: 'applied' }, { seq: 2, id: two!.id, status: 'merged', code: 'merged', message: '' }])
    replica.db.exec(`update _outbox set state = 'confirmed', confirmed_at = 'then' where seq = 1`)
    adoptEpoch(replica.db, TWO)
    expect(outbox(replica.db)).toMatchObject([{ state: 'confirmed', outcome: 'applied' }, { state: 'waiting', outcome: 'merged' }, { state: 'waiting', outcome: null }])
  })

  it('that an older program left without an epoch is of none: what it had reached may not be of this database', () => {
    expect(knownEpoch(replica.db)).toBe(ONE)
    replica.db.exec(`delete from _state where key = 'epoch'`)
    expect([ONE, TWO, null]).not.toContain(knownEpoch(replica.db))
    forgetShapes(replica.db)
    expect(knownEpoch(replica.db)).toBeNull()
  })

  it('forgets nothing when the epoch is the one it knows', () => {
    adoptEpoch(replica.db, ONE)
    expect(shapeStates(replica.db).find(({ table }) => table === 'patients')).toMatchObject({ handle: 'h', position: '5_0' })
  })
})

describe('watching the epoch', () => {
  let told: string[]
  let stored: string | null
  const watch = () => new Epoch({
    known: async () => stored,
    first: async (epoch) => void told.push(`first ${epoch}`),
    changed: async (epoch) => void told.push(`changed ${epoch}`),
  })

  beforeEach(() => {
    told = []
    stored = ONE
  })

  it('takes a change once, however many answers tell of it at the same time', async () => {
    const epoch = watch()
    epoch.start()
    await Promise.all([epoch.saw(ONE), epoch.saw(TWO), epoch.saw(TWO), epoch.saw(TWO)])
    await epoch.saw(TWO)
    expect(told).toEqual([`changed ${TWO}`])
  })

  it('takes the first one ever seen as the one of what is here', async () => {
    stored = null
    const epoch = watch()
    epoch.start()
    await Promise.all([epoch.saw(ONE), epoch.saw(ONE)])
    expect(told).toEqual([`first ${ONE}`])
  })

  it('tries again with the next answer when a change could not be taken', async () => {
    let fails = true
    const epoch = new Epoch({ known: async () => stored, first: async () => {}, changed: async () => {
      if (fails) throw new Error('the disk is full')
      told.push('changed')
    } })
    epoch.start()
    await expect(epoch.saw(TWO)).rejects.toThrow('the disk is full')
    fails = false
    await epoch.saw(TWO)
    expect(told).toEqual(['changed'])
  })

  it('asks the replica anew when that was closed and opened, and nothing between', async () => {
    const epoch = watch()
    await epoch.saw(TWO)
    epoch.start()
    await epoch.saw(ONE)
    await epoch.stop()
    await epoch.saw(TWO)
    stored = TWO
    epoch.start()
    await epoch.saw(TWO)
    expect(told).toEqual([])
  })
})
