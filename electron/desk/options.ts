import { parseArgs } from 'node:util'
import { StartupError } from './startup-error.ts'

export interface DeskOptions {
  server: string | undefined
  data: string
  port: number | undefined
}

export const USAGE = `Usage: desk --data DIR [--server URL] [--port N]

Runs a desk without Electron: keeps the clinic's data in DIR and serves the screens to a browser on this PC.

  --data DIR     the data folder of this desk
  --server URL   address of the clinic's server; remembered, and asked for on the screen when it was never given
  --port N       port on 127.0.0.1 (default: the one used last time, else a free one)

CHAIRSIDE_ENROL_CODE   enrols this PC with the code a manager made
`

/**
 * Reads the arguments of a desk in browser mode.
 * @throws {StartupError} for an argument that is unknown, missing or makes no sense.
 */
export function readDeskOptions(args: string[]): DeskOptions {
  const { server, data, port } = parse(args)
  if (!data) throw new StartupError('A desk needs a data folder: --data DIR')
  return { server, data, port: port === undefined ? undefined : portNumber(port) }
}

function parse(args: string[]): { server?: string; data?: string; port?: string } {
  try {
    return parseArgs({ args, options: { server: { type: 'string' }, data: { type: 'string' }, port: { type: 'string' } } }).values
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('. ', 1)[0] : 'The options could not be read'
    throw new StartupError(`${reason}. The options are --data DIR, --server URL and --port N.`, { cause })
  }
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new StartupError(`--port needs a number from 1 to 65535, not "${text}".`)
}
