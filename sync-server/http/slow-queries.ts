import type { Pool, PoolClient } from 'pg'
import type { Logger } from './log.ts'

const SLOW_MS = 40

/**
 * Logs each statement that took longer than 40 ms by its name, else by its first words. Only parameterised text is
 * ever sent, so the words hold no data; the parameters are never logged.
 */
export function watchSlowQueries(pool: Pool, log: Logger, slowMs = SLOW_MS): void {
  pool.on('connect', (client) => watch(client, (name, ms) => {
    if (ms >= slowMs) log.warn({ query: name, ms: Math.round(ms) }, 'slow query')
  }))
}

type AnyQuery = (...args: unknown[]) => unknown

function watch(client: PoolClient, done: (name: string, ms: number) => void): void {
  const run = client.query.bind(client) as AnyQuery
  const watched: AnyQuery = (...args) => {
    const started = performance.now()
    const finish = () => done(nameOf(args[0]), performance.now() - started)
    const last = args.at(-1)
    if (typeof last === 'function') {
      args[args.length - 1] = (...answer: unknown[]) => {
        finish()
        ;(last as AnyQuery)(...answer)
      }
      return run(...args)
    }
    const result = run(...args)
    if (result instanceof Promise) result.then(finish, finish)
    return result
  }
  client.query = watched as PoolClient['query']
}

function nameOf(query: unknown): string {
  if (typeof query === 'object' && query !== null && 'name' in query && typeof query.name === 'string') return query.name
  const text = typeof query === 'string' ? query : typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : ''
  return text.replace(/\s+/g, ' ').trim().slice(0, 60)
}
