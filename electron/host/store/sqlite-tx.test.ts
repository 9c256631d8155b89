import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../../shared/mutators/mutator.ts'
import type { Condition, SelectOptions } from '../../../shared/mutators/mutator.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { createReplica, stored } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, PATIENTS, uid } from '../../../tests/support/world.ts'
import { SqliteTx } from './sqlite-tx.ts'

let replica: TestReplica
let tx: SqliteTx

beforeEach(() => {
  replica = createReplica()
  tx = new SqliteTx(replica.db)
})
afterEach(() => replica.close())

const images = () => replica.db.prepare('select table_name, row_key, image from _base_rows order by row_key').all() as { table_name: string; row_key: string; image: string | null }[]

describe('images of the centre\'s rows', () => {
  it('are put aside before the first change and not overwritten by the second', async () => {
    const before = stored(replica.db, 'patients').find(({ id }) => id === PATIENTS[0])
    await tx.update('patients', PATIENTS[0], { phone: '1' })
    await new SqliteTx(replica.db).update('patients', PATIENTS[0], { phone: '2' })
    expect(images().map(({ row_key, image }) => [row_key, JSON.parse(image!)])).toEqual([[PATIENTS[0], before]])
  })

  it('say of a row made here that the centre has none, also after it was changed', async () => {
    await tx.insert('patients', patient(uid(500)))
    await tx.update('patients', uid(500), { phone: '1' })
    expect(images()).toEqual([{ table_name: 'patients', row_key: uid(500), image: null }])
  })

  it('are not taken of rows that were not changed after all', async () => {
    await tx.update('patients', PATIENTS[0], {})
    await expect(tx.update('patients', uid(404), { phone: '1' })).rejects.toThrow(Refusal)
    await expect(tx.insert('patients', patient(PATIENTS[0]))).rejects.toMatchObject({ code: 'duplicate' })
    expect(images()).toEqual([])
    expect([...tx.touched]).toEqual([])
  })
})

describe('what a mutator may ask', () => {
  it('compares, sorts and limits', async () => {
    const names = async (where: readonly Condition<Row<'patients'>>[], options: SelectOptions<Row<'patients'>> = {}) =>
      (await tx.select('patients', where, options)).map(({ first_name }) => first_name)
    expect(await names([['first_name', '>', 'Ñandú 0']], { orderBy: ['first_name'] })).toEqual(['Ñandú 1', 'Ñandú 2'])
    expect(await names([['sex', 'in', ['male', 'unknown']]], { orderBy: ['id'], limit: 1 })).toEqual(['Ñandú 0'])
    expect(await names([['sex', 'not in', ['unknown']]])).toEqual([])
    expect(await names([['birth_date', 'is null'], ['is_deceased', '=', false]])).toHaveLength(3)
    expect(await names([['deleted_at', 'is not null']])).toEqual([])
    expect(await names([['sex', 'in', []]])).toEqual([])
  })

  it('sums nothing to zero', async () => {
    expect(await tx.sum('stock_movements', 'quantity', [['item_id', '=', uid(404)]])).toBe(0)
  })

  it('knows only columns and comparisons of the description, so that no text of a person becomes SQL', async () => {
    await expect(tx.select('patients', [['1=1; --', '=', 'x']] as never)).rejects.toThrow(TypeError)
    await expect(tx.select('patients', [['id', '= 1 or', 'x']] as never)).rejects.toThrow(TypeError)
    await expect(tx.select('patients', [], { orderBy: ['id desc' as never] })).rejects.toThrow(TypeError)
    await expect(tx.sum('stock_movements', 'quantity) --' as never, [])).rejects.toThrow(TypeError)
    const quote = `'; drop table patients; --`
    await tx.update('patients', PATIENTS[0], { notes: quote })
    expect((await tx.get('patients', PATIENTS[0]))?.notes).toBe(quote)
  })
})
