import { stageName } from '../../electron/host/sync/stage.ts'
import type { Figure } from '../lib/report.ts'
import { clock, rounded, timed } from '../lib/statistics.ts'
import type { Replica } from './replica.ts'

/** One row in this many differs between the generations. */
const ONE_IN = 100

/**
 * A table fetched anew that is nearly as it was, as after a migration at the centre: how long people's writes wait while
 * the generations are compared, turn by turn, and during the swap, which is one transaction.
 */
export async function measureRefetch(replica: Replica): Promise<Figure[]> {
  const { writer } = replica.threads
  await writer.call('beginStage', 'appointments')
  replica.direct((db) => {
    db.exec(`insert into ${stageName('appointments')} select * from appointments`)
    db.exec(`update ${stageName('appointments')} set notes = 'Changed at the centre' where rowid % ${ONE_IN} = 0`)
  })
  const turns: number[] = []
  const started = clock()
  for (let after: string | null = ''; after !== null;) {
    const turn: { ms: number; value: string | null } = await timed(() => writer.call('compareStage', 'appointments', after!))
    turns.push(turn.ms)
    after = turn.value
  }
  const compared = clock() - started
  const cursors = [{ table: 'appointments' as const, handle: 'bench', position: '0_inf', lsn: '1' }]
  const swap = await timed(() => writer.call('applyCentral', { changes: [], cursors, swaps: ['appointments'] }))
  return [
    { key: 'refetch_compare_ms', value: rounded(compared), unit: 'ms', what: `comparing all appointments with a new generation of which one in ${ONE_IN} differs` },
    { key: 'refetch_turn_max_ms', value: rounded(Math.max(...turns), 1), unit: 'ms', what: 'of which the longest turn of the writer: so long a save waits at most' },
    { key: 'refetch_swap_ms', value: rounded(swap.ms), unit: 'ms', what: 'the swap after it, one transaction' },
  ]
}
