import { parseArgs } from 'node:util'

/** Reads --data and --server, written with a space or `=`. Switches meant for Chromium pass unnoticed. */
export function readLaunchOptions(args: string[]): { data: string | undefined; server: string | undefined } {
  const { values } = parseArgs({ args, strict: false, options: { data: { type: 'string' }, server: { type: 'string' } } })
  const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return { data: textOf(values.data), server: textOf(values.server) }
}
