import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { LOG_FILE } from './data-dir.ts'
import type { HostOptions } from '../host/host.ts'
import { traceOf } from '../transport/error-trace.ts'

const KEEP_BYTES = 5 * 1024 * 1024
/** What is kept in memory, in bytes, of lines that found no room on the disk. */
const MOST_UNWRITTEN = 64 * 1024

export interface DeskLog {
  readonly path: string
  write: HostOptions['log']
  close: () => void
}

/**
 * Opens the log of a desk, one JSON line per entry, readable by this user only. One older file is kept. Whoever
 * writes to it keeps patient data out.
 */
export function openDeskLog(dataDir: string): DeskLog {
  const path = join(dataDir, LOG_FILE)
  setAsideWhenBig(path)
  // Synchronous: the last lines before a crash are the ones that matter.
  const file = pino.destination({ dest: path, sync: true, mode: 0o600, maxLength: MOST_UNWRITTEN })
  // An error that nobody listens for ends the process: a full disk would end the desk, only because it says so.
  file.on('error', () => {})
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, file)
  let isOpen = true
  return {
    path,
    // A worker of the host may still say something while the desk closes.
    write: ({ level, msg, ...rest }) => (isOpen ? logger[level](rest, msg) : undefined),
    close: () => {
      isOpen = false
      file.end()
    },
  }
}

function setAsideWhenBig(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > KEEP_BYTES) renameSync(path, `${path}.1`)
}

/** Leaves a line in the log when this process is about to die of an error nobody caught. */
export function logCrashes(log: HostOptions['log']): void {
  process.on('uncaughtExceptionMonitor', (error) => log({ level: 'error', msg: 'the process crashed', ...traceOf(error) }))
}
