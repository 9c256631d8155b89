import { parseArgs } from 'node:util'
import { Refusal } from './fail.mjs'

export const startHelp = `npm start -- [options]

Starts a clinic on this computer: the centre (database and sync) and a desk, and opens the desk's window.

  --data DIR    keep everything in DIR (default: CHAIRSIDE_DATA, else this user's application data folder)
  --port N      port of the desk on 127.0.0.1 (default: a free one, kept for the next start)
  --no-demo     do not fill an empty clinic with the demo
  --headless    open no window; print "ready http://127.0.0.1:PORT/..." when the desk answers
  --help        show this text

DATABASE_URL   use this PostgreSQL 18 server instead of the built-in one.
Ctrl-C stops everything.
`

/**
 * Reads the options of `npm start`.
 * @param {string[]} args
 * @returns {{ headless: boolean, demo: boolean, help: boolean, data?: string, port?: number }}
 * @throws {Refusal} for an unknown option or a port that is none.
 */
export function readStartOptions(args) {
  const { values } = parse(args)
  if (values.data === '') throw new Refusal('--data needs a folder.')
  return {
    headless: values.headless,
    demo: !values['no-demo'],
    help: values.help,
    data: values.data,
    port: values.port === undefined ? undefined : readPort(values.port),
  }
}

function parse(args) {
  try {
    return parseArgs({
      args,
      strict: true,
      options: {
        headless: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        data: { type: 'string' },
        port: { type: 'string' },
      },
    })
  } catch (cause) {
    const [sentence] = cause.message.split('. ')
    throw new Refusal(`${sentence.replace(/\.$/, '')}. "npm start -- --help" lists the options.`, { cause })
  }
}

function readPort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new Refusal(`--port needs a number from 1 to 65535, not "${text}".`)
}
