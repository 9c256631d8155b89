import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Refusal } from '../lib/fail.mjs'
import { followLauncher } from '../lib/run-child.mjs'
import { LogFile } from './log-file.ts'

const LAST_WORDS_MS = 500

/** What a child tells its launcher, one JSON object per line of standard output. */
const message = z.union([
  z.strictObject({ ready: z.literal(true), url: z.url() }),
  z.strictObject({ enrol: z.string().min(1) }),
  z.strictObject({ error: z.string().min(1) }),
])

export interface ChildOptions {
  /** As the person knows it: "centre", "desk". */
  name: string
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  logFile: string
  /** Told the child's own words until it is ready. */
  say: (line: string) => void
  /** False for a program that is no Node of ours and cannot be asked to stop over a channel. */
  isNode?: boolean
}

export interface Child {
  name: string
  /** True for a window: ending it with code 0 means the person closed it. */
  isWindow: boolean
  /** The address from the ready line. Rejects with a Refusal when the child ends or complains before it. */
  ready: Promise<string>
  /** The one-time code the centre offered before it was ready. */
  enrolment(): string | undefined
  /** Settles when the process is gone; the exit code, or null after a signal. */
  exited: Promise<number | null>
  /** The sentence for the person when the child ended although nobody asked. */
  epitaph(): string
  /** Asks the child to end and waits; after `graceMs` it is killed. */
  stop(graceMs: number): Promise<void>
  kill(): void
}

/** Starts a part of the application as a process of its own. */
export function startChild(options: ChildOptions): Child {
  const log = new LogFile(options.logFile)
  const child = spawnPart(options)
  const state: State = { isReady: false, exitCode: undefined }
  const exited = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      if (state.exitCode !== undefined) return
      state.exitCode = code
      log.close()
      child.stdout?.destroy()
      child.stderr?.destroy()
      resolve(code)
    }
    child.once('error', (error) => log.line(`It could not be started: ${error.message}`))
    child.once('close', end)
    // A process of its own that outlives it may hold its pipes open for ever, so its last words get a moment only.
    child.once('exit', (code) => setTimeout(() => end(code), LAST_WORDS_MS).unref())
  })
  const ready = readMessages(child, options, state, log)
  const refuseWhenGone = exited.then(() => Promise.reject(new Refusal(epitaph(options, state, log))))
  const firstOf = Promise.race([ready, refuseWhenGone])
  // Both are looked at later, perhaps never: an early end must not count as an unhandled rejection.
  firstOf.catch(() => {})
  refuseWhenGone.catch(() => {})
  return {
    name: options.name,
    isWindow: !(options.isNode ?? true),
    ready: firstOf,
    enrolment: () => state.enrolment,
    exited,
    epitaph: () => epitaph(options, state, log),
    stop: (graceMs) => stop(child, options, exited, graceMs),
    kill: () => void child.kill('SIGKILL'),
  }
}

interface State {
  isReady: boolean
  exitCode: number | null | undefined
  enrolment?: string
  complaint?: string
}

function spawnPart(options: ChildOptions): ChildProcess {
  const isNode = options.isNode ?? true
  return spawn(options.command, [...(isNode ? followLauncher : []), ...options.args], {
    env: options.env,
    stdio: isNode ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in the terminal is for the launcher, which stops the parts in order. Windows would open a console instead.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
}

function readMessages(child: ChildProcess, options: ChildOptions, state: State, log: LogFile): Promise<string> {
  const human = (line: string) => {
    if (state.exitCode === undefined) log.line(line)
    // A line in JSON is for the log; the person at the terminal gets sentences.
    if (!state.isReady && !line.startsWith('{')) options.say(line)
  }
  if (child.stderr) createInterface({ input: child.stderr }).on('line', human)
  return new Promise((resolve) => {
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = readMessage(line)
      if (!told) human(line)
      else if ('enrol' in told) state.enrolment = told.enrol
      else if ('error' in told) state.complaint = told.error
      else {
        state.isReady = true
        resolve(told.url)
      }
    })
  })
}

function readMessage(line: string): z.infer<typeof message> | undefined {
  try {
    return message.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

function epitaph(options: ChildOptions, state: State, log: LogFile): string {
  if (state.complaint) return state.complaint
  const how = state.exitCode === null ? 'was killed' : `ended with code ${state.exitCode}`
  const lines = log.recent.slice(-8).map((line) => `  ${line}`)
  const words = lines.length > 0 ? `Its last lines (all in ${log.path}):\n${lines.join('\n')}` : 'It said nothing.'
  return `The ${options.name} stopped unexpectedly: it ${how}. ${words}`
}

async function stop(child: ChildProcess, options: ChildOptions, exited: Promise<number | null>, graceMs: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) askToEnd(child, options)
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await exited
  clearTimeout(timer)
}

function askToEnd(child: ChildProcess, options: ChildOptions): void {
  if (child.connected && (options.isNode ?? true)) child.send('chairside:stop', () => {})
  else child.kill('SIGTERM')
}
