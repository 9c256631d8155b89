import { describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/schema/index.ts'
import { Collector } from './collector.ts'
import type { ShapeChange } from './collector.ts'

const TABLES = ['client_progress', 'patients', 'chart_entries', 'ledger_lines'] as const satisfies TableName[]

function change(lsn: number, op = 0, row: Record<string, string> = { id: `${lsn}-${op}` }): ShapeChange {
  return { operation: 'put', row, lsn: BigInt(lsn), position: `${lsn}_${op}` }
}

const manifest = (lsn: number, tables: readonly string[]) => change(lsn, 90, { client_id: 'd', tables: JSON.stringify(tables) })

/** A collector whose shapes are all live and have everything up to lsn 100. */
function live(tables: readonly TableName[] = TABLES): Collector {
  const collector = new Collector(tables)
  for (const table of tables) collector.resume({ table, handle: 'h', position: '100_0', lsn: '100' })
  return collector
}

function deliver(collector: Collector, table: TableName, changes: ShapeChange[], passed: number | null): void {
  collector.add({ table, handle: 'h', position: changes.at(-1)?.position ?? '100_0', changes, passed: passed === null ? null : BigInt(passed) })
}

/** Takes everything that is ready; the ids of each batch. */
function takeAll(collector: Collector): string[][] {
  const batches: string[][] = []
  for (let ready = collector.ready(); ready; ready = collector.ready()) {
    batches.push(ready.batch.changes.map(({ row }) => row.id ?? row.client_id!))
    ready.done()
  }
  return batches
}

describe('who is asked when something is missing', () => {
  it('[S6] is client_progress alone while the manifest may still be on its way', () => {
    const collector = live()
    deliver(collector, 'patients', [change(110)], 110)
    expect(collector.ready()).toBeUndefined()
    expect(collector.lagging()).toEqual(['client_progress'])
  })

  it('[S6] is exactly those tables of the manifest that have not passed its lsn', () => {
    const collector = live()
    deliver(collector, 'patients', [change(110)], 110)
    deliver(collector, 'client_progress', [manifest(110, ['patients', 'ledger_lines', 'client_progress'])], 110)
    expect(collector.ready()).toBeUndefined()
    expect(collector.lagging()).toEqual(['ledger_lines'])
    deliver(collector, 'ledger_lines', [], 110)
    expect(collector.lagging()).toEqual([])
    expect(takeAll(collector)).toEqual([['d', '110-0']])
  })

  it('is everybody who has not passed it, for a transaction without a manifest', () => {
    const collector = live()
    deliver(collector, 'patients', [change(110)], 110)
    deliver(collector, 'client_progress', [], 110)
    expect(collector.lagging()).toEqual(['chart_entries', 'ledger_lines'])
  })

  it('is nobody at this desk for tables it does not follow', () => {
    const collector = live(['client_progress', 'patients'])
    deliver(collector, 'patients', [change(110)], 110)
    deliver(collector, 'client_progress', [manifest(110, ['patients', 'payments', 'client_progress'])], 110)
    expect(collector.lagging()).toEqual([])
    expect(takeAll(collector)).toHaveLength(1)
  })

  it('is nobody when nothing is waiting', () => {
    expect(live().lagging()).toEqual([])
  })
})

describe('half a transaction', () => {
  it('[S6] of one table is held back while its last change is missing', () => {
    const collector = live()
    deliver(collector, 'client_progress', [manifest(110, ['patients', 'client_progress'])], 110)
    deliver(collector, 'patients', [change(110, 0), change(110, 2)], null)
    expect(collector.ready()).toBeUndefined()
    deliver(collector, 'patients', [change(110, 4)], 110)
    expect(takeAll(collector)).toEqual([['d', '110-0', '110-2', '110-4']])
  })

  it('[S6] does not let a later whole one overtake it', () => {
    const collector = live()
    deliver(collector, 'patients', [change(110), change(120)], 120)
    deliver(collector, 'client_progress', [manifest(110, ['patients', 'ledger_lines', 'client_progress']), manifest(120, ['patients', 'client_progress'])], 120)
    expect(collector.ready()).toBeUndefined()
    expect(collector.lagging()).toEqual(['ledger_lines'])
  })
})

describe('a batch that is being written', () => {
  it('[S5] leaves what was delivered meanwhile in place', () => {
    const collector = live(['client_progress', 'patients'])
    deliver(collector, 'client_progress', [], 120)
    deliver(collector, 'patients', [change(110)], 110)
    const ready = collector.ready()!
    deliver(collector, 'patients', [change(120)], 120)
    ready.done()
    expect(takeAll(collector)).toEqual([['120-0']])
  })

  it('[S5] [S11] does not take from a generation that was begun meanwhile', () => {
    const collector = live(['client_progress', 'patients'])
    deliver(collector, 'client_progress', [], 120)
    deliver(collector, 'patients', [change(110)], 110)
    const ready = collector.ready()!
    collector.refetch('patients')
    collector.staged('patients', { handle: 'h2', position: '0_inf', passed: 115n })
    collector.add({ table: 'patients', handle: 'h2', position: '120_0', changes: [change(120)], passed: 120n })
    ready.done()
    const next = collector.ready()!
    expect(next.batch.swaps).toEqual(['patients'])
    expect(next.batch.changes.map(({ row }) => row.id)).toEqual(['120-0'])
    expect(next.batch.cursors).toEqual([{ table: 'patients', handle: 'h2', position: '120_0', lsn: '120' }])
  })
})

describe('a table this desk may not follow any more', () => {
  it('[S13] holds nothing up, also when it is dropped while a batch is being written', () => {
    const collector = live()
    deliver(collector, 'patients', [change(110)], 110)
    deliver(collector, 'client_progress', [manifest(110, ['patients', 'ledger_lines', 'client_progress'])], 110)
    collector.drop('ledger_lines')
    const ready = collector.ready()!
    collector.drop('patients')
    ready.done()
    expect(collector.ready()).toBeUndefined()
    deliver(collector, 'chart_entries', [change(120)], 120)
    deliver(collector, 'client_progress', [], 120)
    expect(takeAll(collector)).toEqual([['120-0']])
  })
})

describe('generations that are complete', () => {
  it('[S9] are swapped in at the point that all of them reach first, however far one of them has come since', () => {
    const collector = new Collector(['client_progress', 'patients'])
    collector.staged('client_progress', { handle: 'h', position: '0_inf', passed: 110n })
    collector.staged('patients', { handle: 'h', position: '0_inf', passed: 120n })
    expect(collector.lagging()).toEqual(['client_progress'])
    deliver(collector, 'patients', [change(130)], 130)
    deliver(collector, 'client_progress', [], 120)
    const ready = collector.ready()!
    expect(ready.batch.swaps).toEqual(['client_progress', 'patients'])
    expect(ready.batch.changes).toEqual([])
    ready.done()
    deliver(collector, 'client_progress', [manifest(130, ['patients', 'client_progress'])], 130)
    expect(takeAll(collector)).toEqual([['d', '130-0']])
  })
})

describe('a stream that broke', () => {
  it('is taken up again behind what was applied, and what was not comes once more', () => {
    const collector = live(['client_progress', 'patients'])
    deliver(collector, 'client_progress', [], 110)
    deliver(collector, 'patients', [change(110), change(120)], 120)
    expect(takeAll(collector)).toEqual([['110-0']])
    expect(collector.rewind('patients')).toEqual({ handle: 'h', position: '110_0' })
    deliver(collector, 'client_progress', [], 120)
    expect(collector.ready()).toBeUndefined()
    deliver(collector, 'patients', [change(120)], 120)
    expect(takeAll(collector)).toEqual([['120-0']])
  })

  it('[S11] goes on within the generation it was fetching instead of beginning it anew', () => {
    const collector = new Collector(['client_progress', 'patients'])
    expect(collector.rewind('patients')).toBeUndefined()
    collector.stagedSoFar('patients', { handle: 'h', position: '0_3' })
    expect(collector.rewind('patients')).toEqual({ handle: 'h', position: '0_3' })
    expect(collector.mode('patients')).toBe('staging')
    collector.staged('patients', { handle: 'h', position: '0_inf', passed: 110n })
    collector.add({ table: 'patients', handle: 'h', position: '120_0', changes: [change(120)], passed: 120n })
    expect(collector.rewind('patients')).toEqual({ handle: 'h', position: '0_inf' })
    expect(collector.mode('patients')).toBe('staged')
  })

  it('whose shape was replaced meanwhile begins the new generation', () => {
    const collector = live(['client_progress', 'patients'])
    collector.refetch('patients')
    expect(collector.rewind('patients')).toBeUndefined()
    expect(collector.staging()).toEqual(['patients'])
  })
})

describe('after days away', () => {
  const DAYS = 10_000

  it('takes the past in steps, each of whole transactions, with cursors that stand between them', () => {
    const collector = live(['client_progress', 'patients'])
    const lsns = Array.from({ length: DAYS }, (_, index) => 110 + index)
    deliver(collector, 'client_progress', lsns.map((lsn) => manifest(lsn, ['patients', 'client_progress'])), DAYS + 200)
    deliver(collector, 'patients', lsns.map((lsn) => change(lsn)), DAYS + 200)
    const sizes: number[] = []
    for (let ready = collector.ready(); ready; ready = collector.ready()) {
      sizes.push(ready.batch.changes.length)
      expect(new Set(ready.batch.cursors.map(({ position }) => position.split('_')[0])).size).toBe(1)
      ready.done()
    }
    expect(sizes.reduce((sum, size) => sum + size)).toBe(2 * DAYS)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1001)
  })

  it('looks at each change a bounded number of times, however many wait', () => {
    const looks = (count: number) => {
      let seen = 0
      const counted = (each: ShapeChange): ShapeChange => {
        const { lsn, ...rest } = each
        return Object.defineProperty(rest, 'lsn', { get: () => (seen++, lsn), enumerable: true }) as ShapeChange
      }
      const collector = live(['client_progress', 'patients'])
      const lsns = Array.from({ length: count }, (_, index) => 110 + index)
      deliver(collector, 'client_progress', lsns.map((lsn) => counted(manifest(lsn, ['patients', 'client_progress']))), count + 200)
      // In many small responses, as a live desk gets them; after each it is asked whether something is ready.
      for (const lsn of lsns) {
        deliver(collector, 'patients', [counted(change(lsn))], lsn)
        if (lsn % 10 === 0) takeAll(collector)
      }
      takeAll(collector)
      return seen / count
    }
    const [few, many] = [looks(1000), looks(10_000)]
    expect(many).toBeLessThan(few * 3)
  })
})
