import process from 'node:process'
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { sentenceOf } from '../centre/errors.ts'
import type { Where } from './connection.ts'

/** The command line is not understood; answered with the usage and exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** What is being done, on stderr, so that stdout holds the answer alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Runs a command: 0 done, 1 refused or failed, 2 not understood. The last word is always a sentence. */
export async function runCommand(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    say(error instanceof UsageError ? `${error.message}\n${usage}` : sentenceOf(error))
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}

/** Reads a command line; every command takes `--data DIR` beside its own options. */
export function readArguments<O extends ParseArgsOptionsConfig>(argv: string[], options: O) {
  try {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: { ...options, data: { type: 'string' } } as const })
    return { values, positionals }
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The options cannot be read.', { cause })
  }
}

/** Which database is meant: DATABASE_URL, or the folder of `--data`, which is the one of `npm run centre` if not said. */
export function whereOf(data: unknown, env: NodeJS.ProcessEnv): Where {
  const url = env['DATABASE_URL'] || undefined
  return { url, dataDir: typeof data === 'string' ? data : url === undefined ? '.chairside/centre' : undefined }
}
