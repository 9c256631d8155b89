import path from 'node:path'
import { parseArgs } from 'node:util'
import { DEVICE_PROFILES } from '../../shared/schema/index.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import type { ShapeSource } from '../gatekeeper/upstream.ts'
import { CentreError } from './errors.ts'

export interface CentreOptions {
  /** Absolute path of the folder that holds what this centre keeps outside Postgres, and Postgres itself if embedded. */
  dataDir: string
  host: string
  /** Undefined: the port of the last start, else a free one. */
  port: number | undefined
  demo: boolean
  /** An outside Postgres; undefined starts the embedded one. */
  databaseUrl: string | undefined
  /** Electric; undefined starts the embedded shape service. */
  shapeSource: ShapeSource | undefined
  /** Address or network of a proxy before the centre. */
  trustedProxy: string | undefined
  /** Make a code that enrols one desk of this profile. */
  enrol: DeviceProfile | undefined
}

export const HELP = `Usage: npm run centre -- [--data DIR] [--port N] [--host ADDRESS] [--demo]
  --data DIR      where the centre keeps its data (default .chairside/centre)
  --port N        port to listen on; the last one is remembered
  --host ADDRESS  address to listen on (default 127.0.0.1: this computer only)
  --demo          fill a new centre with a demo clinic
Environment: DATABASE_URL for an outside Postgres, ELECTRIC_URL and ELECTRIC_SECRET for Electric,
CHAIRSIDE_TRUSTED_PROXY for the address of a TLS proxy before the centre.
`

/** @throws {CentreError} with what is wrong in the command line or the environment. */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv): CentreOptions | 'help' {
  const values = parse(argv)
  if (values.help) return 'help'
  return {
    dataDir: path.resolve(values.data ?? '.chairside/centre'),
    host: values.host ?? '127.0.0.1',
    port: portOf(values.port ?? (env['CHAIRSIDE_PORT'] || undefined)),
    demo: values.demo ?? false,
    databaseUrl: addressOf('DATABASE_URL', env['DATABASE_URL'], /^postgres(ql)?:$/),
    shapeSource: shapeSourceOf(env),
    trustedProxy: env['CHAIRSIDE_TRUSTED_PROXY'] || undefined,
    enrol: enrolOf(env['CHAIRSIDE_ENROL']),
  }
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: { data: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (cause) {
    throw new CentreError(`${cause instanceof Error ? cause.message : 'The options cannot be read'}. See --help.`, { cause })
  }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new CentreError(`"${text}" is not a port: give a number from 0 to 65535.`)
  return port
}

function addressOf(name: string, text: string | undefined, protocol: RegExp): string | undefined {
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !protocol.test(url.protocol)) throw new CentreError(`${name} is not an address that the centre can use.`)
  return text
}

function shapeSourceOf(env: NodeJS.ProcessEnv): ShapeSource | undefined {
  const url = addressOf('ELECTRIC_URL', env['ELECTRIC_URL'], /^https?:$/)
  return url === undefined ? undefined : { url, secret: env['ELECTRIC_SECRET'] || undefined }
}

function enrolOf(text: string | undefined): DeviceProfile | undefined {
  if (!text || text === '0') return undefined
  if (text === '1') return 'front_desk'
  const profile = DEVICE_PROFILES.find((name) => name === text)
  if (!profile) throw new CentreError(`CHAIRSIDE_ENROL must be 1 or one of ${DEVICE_PROFILES.join(', ')}.`)
  return profile
}
