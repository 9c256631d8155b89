/** The shape service by itself, against any Postgres: `npm run shapes -- --database-url URL --port 3000 --insecure`. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { pino } from 'pino'
import { startShapeService, type ShapeServiceOptions } from './index.ts'

const USAGE = `Usage: shapes --database-url URL (--insecure | --secret TEXT)
  [--port 3000] [--host 127.0.0.1] [--data DIR | --in-memory] [--publication NAME] [--slot NAME] [--manual-publishing]
  [--allow-delete] [--chunk-bytes 10485760] [--cache-max-age 60] [--cache-stale-age 300] [--long-poll-ms 20000]
The secret may come in ELECTRIC_SECRET, the address in DATABASE_URL.
Logs are kept in DIR (default .chairside/shapes/SLOT) and go on after a stop or a crash; with --in-memory clients fetch anew.
The slot is chairside_shapes_DATABASE if none is given, the publication chairside_shapes_alone; with --manual-publishing it is
the one Chairside's migrations make, chairside_shapes.`

const OPTIONS = {
  'database-url': { type: 'string' },
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  secret: { type: 'string' },
  insecure: { type: 'boolean', default: false },
  data: { type: 'string' },
  'in-memory': { type: 'boolean', default: false },
  publication: { type: 'string' },
  slot: { type: 'string' },
  'manual-publishing': { type: 'boolean', default: false },
  'allow-delete': { type: 'boolean', default: false },
  'chunk-bytes': { type: 'string', default: '10485760' },
  'cache-max-age': { type: 'string', default: '60' },
  'cache-stale-age': { type: 'string', default: '300' },
  'long-poll-ms': { type: 'string', default: '20000' },
} as const

/** A wrong command line: the sentence is for whoever typed it. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

function readOptions(args: readonly string[]): ShapeServiceOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const databaseUrl = values['database-url'] ?? process.env['DATABASE_URL']
  if (!databaseUrl) throw new UsageError('--database-url is missing')
  const secret = values.secret ?? process.env['ELECTRIC_SECRET']
  if (!secret && !values.insecure) throw new UsageError('give --secret, or --insecure to let anyone read')
  if (values.data !== undefined && values['in-memory']) throw new UsageError('give --data or --in-memory, not both')
  const slot = values.slot ?? slotOf(databaseUrl)
  return {
    databaseUrl,
    port: whole(values.port, 'port'),
    host: values.host,
    secret: values.insecure ? undefined : secret,
    publication: values.publication ?? (values['manual-publishing'] ? 'chairside_shapes' : 'chairside_shapes_alone'),
    slot,
    manualPublishing: values['manual-publishing'],
    allowDelete: values['allow-delete'],
    chunkBytes: whole(values['chunk-bytes'], 'chunk-bytes'),
    cacheMaxAgeSeconds: whole(values['cache-max-age'], 'cache-max-age'),
    cacheStaleAgeSeconds: whole(values['cache-stale-age'], 'cache-stale-age'),
    longPollMs: whole(values['long-poll-ms'], 'long-poll-ms'),
    dataDir: values['in-memory'] ? undefined : (values.data ?? path.join('.chairside', 'shapes', slot)),
    log: pino({ level: process.env['LOG_LEVEL'] ?? 'info' }, process.stderr),
  }
}

/**
 * The name of a database's own slot: slots are known to the whole server. At most 63 characters of a-z, 0-9 and _; a name
 * that had to be changed for that ends in a hash of it.
 */
function slotOf(databaseUrl: string): string {
  const name = new Client({ connectionString: databaseUrl }).database ?? ''
  const plain = name.toLowerCase().replace(/[^a-z0-9_]/g, '_').slice(0, 36)
  const mark = plain === name ? '' : `_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
  return `chairside_shapes_${plain}${mark}`
}

function whole(text: string, name: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`--${name} has to be a whole number`)
  return Number(text)
}

async function main(): Promise<void> {
  if (process.argv.slice(2).includes('--help')) {
    process.stdout.write(`${USAGE}\n`)
    return
  }
  const service = await startShapeService(readOptions(process.argv.slice(2)))
  process.stdout.write(`ready ${service.url}\n`)
  const stop = (): void => {
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error: unknown) => {
  const wrongUse = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${wrongUse ? `${USAGE}\n` : ''}`)
  process.exitCode = 1
})
