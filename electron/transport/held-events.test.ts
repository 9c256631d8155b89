import { expect, it } from 'vitest'
import type { SyncStatus } from '../../shared/protocol/views.ts'
import { HeldEvents } from './held-events.ts'

const status = (waiting: number): SyncStatus => ({ network: 'online', waiting, waitingSince: null, attention: 0, lastContactAt: null, firstSync: null, refetch: null, clockBehindMinutes: null, program: { version: '0.1.0', schema: 1, protocol: 1 }, centre: null, lastBackupAt: null, held: false, problem: null, storage: null, notice: null })

it('keeps every changed table once and only the newest status', () => {
  const held = new HeldEvents()
  expect(held.isEmpty).toBe(true)
  held.add({ event: 'changed', tables: ['patients'] })
  held.add({ event: 'sync', status: status(2) })
  held.add({ event: 'changed', tables: ['payments', 'patients'] })
  held.add({ event: 'sync', status: status(1) })
  expect(held.isEmpty).toBe(false)
  expect(held.take()).toEqual([
    { event: 'changed', tables: ['patients', 'payments'] },
    { event: 'sync', status: status(1) },
  ])
  expect(held.isEmpty).toBe(true)
  expect(held.take()).toEqual([])
})
