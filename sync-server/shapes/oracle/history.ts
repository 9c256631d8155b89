/** Random histories: who writes, opens a shape, reads, hangs up or ends the service, in what order. */
import * as fc from 'fast-check'
import { drawnTable } from './tables.ts'
import { drawnWhere } from './wheres.ts'

const OPERATIONS = ['insert', 'insert', 'insert', 'upsert', 'upsert', 'update', 'update', 'touch', 'updateAll', 'rekey', 'rekey', 'delete', 'deleteSome', 'large'] as const
export type Operation = (typeof OPERATIONS)[number]

/** One statement: which operation on which table, with numbers that pick rows, columns and values. */
const statement = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  table: fc.nat({ max: 5 }),
  row: fc.nat({ max: 999 }),
  columns: fc.nat({ max: 255 }),
  values: fc.array(fc.nat({ max: 999 }), { minLength: 9, maxLength: 9 }),
  /** 1: in a savepoint that is kept, 2: in one that is rolled back. */
  savepoint: fc.constantFrom(0, 0, 0, 0, 1, 2),
})

const write = fc.record({
  kind: fc.constant('write' as const),
  statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
  end: fc.constantFrom('commit', 'commit', 'commit', 'commit', 'rollback', 'hold', 'hold'),
})
const open = fc.record({ kind: fc.constant('open' as const), table: fc.nat({ max: 5 }), where: fc.option(drawnWhere, { freq: 5, nil: null }), full: fc.boolean(), columns: fc.nat({ max: 255 }) })
const read = fc.record({ kind: fc.constant('read' as const), client: fc.nat({ max: 20 }), live: fc.boolean(), take: fc.option(fc.nat({ max: 5 }), { freq: 3, nil: null }) })

const event = (ends: { restart: number; kill: number }) =>
  fc.oneof(
    { weight: 40, arbitrary: write },
    { weight: 12, arbitrary: open },
    { weight: 24, arbitrary: read },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('abort' as const), client: fc.nat({ max: 20 }) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('finish' as const), keep: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('truncate' as const, 'alter' as const), table: fc.nat({ max: 5 }) }) },
    { weight: ends.restart, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: ends.kill, arbitrary: fc.constant({ kind: 'kill' as const }) },
  )

/** Histories over one to three tables. The weights say how often the service is stopped or killed: a write has 40. */
export const histories = (ends: { restart: number; kill: number }) =>
  fc.record({ tables: fc.array(drawnTable, { minLength: 1, maxLength: 3 }), events: fc.array(event(ends), { minLength: 6, maxLength: 30, size: 'max' }) })

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never
export type DrawnHistory = Drawn<ReturnType<typeof histories>>
export type DrawnEvent = DrawnHistory['events'][number]
export type DrawnStatement = Drawn<typeof statement>
export type DrawnOpen = Drawn<typeof open>
