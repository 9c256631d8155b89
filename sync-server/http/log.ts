import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type { Logger } from 'pino'

/** Fields that must never be written, wherever they turn up. */
const SECRET = ['password', 'token', 'secret', 'verifier', 'authorization']

/**
 * The centre's log: JSON lines on stderr, so that stdout stays for the launcher. Requests appear as method, route
 * pattern, status and milliseconds; addresses of rows, queries and bodies never do.
 */
export function createLog(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`])
  return pino(
    { level: options.level ?? 'info', base: null, redact: { paths: [...paths, 'req', 'res', 'err.detail', 'err.message'], remove: true } },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  )
}
