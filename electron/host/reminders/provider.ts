import { spawn } from 'node:child_process'

/** Where reminders are handed to; configured on the PC by whoever looks after it, never through the clinic's data. */
export type Provider =
  | { kind: 'webhook'; url: string; token?: string }
  | { kind: 'command'; file: string }

/** All a provider gets to know. */
export interface Message {
  to: string
  text: string
  /** The same for every try of one reminder, so that a provider can drop a repetition. */
  reference: string
}

export type Sent = { ok: true } | { ok: false; detail: string }

const PATIENCE_MS = 15_000

/**
 * Reads CHAIRSIDE_REMINDER_URL (with CHAIRSIDE_REMINDER_TOKEN) or CHAIRSIDE_REMINDER_COMMAND; null when neither is set,
 * which is how it comes. An address must be https, or on this very PC.
 */
export function providerFrom(env: NodeJS.ProcessEnv): Provider | null {
  const url = env['CHAIRSIDE_REMINDER_URL']
  if (url && isSafe(url)) return { kind: 'webhook', url, ...(env['CHAIRSIDE_REMINDER_TOKEN'] ? { token: env['CHAIRSIDE_REMINDER_TOKEN'] } : {}) }
  const file = env['CHAIRSIDE_REMINDER_COMMAND']
  return file ? { kind: 'command', file } : null
}

function isSafe(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)))
}

/** Hands one message over. Never rejects; a failure is a sentence without anything about the patient. */
export function send(provider: Provider, message: Message, patienceMs = PATIENCE_MS): Promise<Sent> {
  return provider.kind === 'webhook' ? post(provider, message, patienceMs) : run(provider.file, message, patienceMs)
}

async function post({ url, token }: Extract<Provider, { kind: 'webhook' }>, message: Message, patienceMs: number): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(message),
      // A message must not follow whoever answers to another address.
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    await response.body?.cancel()
    return response.ok ? { ok: true } : { ok: false, detail: `The provider answered ${response.status}.` }
  } catch (error) {
    return { ok: false, detail: (error as Error).name === 'TimeoutError' ? 'The provider did not answer in time. It may have sent it.' : 'The provider could not be reached.' }
  }
}

function run(file: string, message: Message, patienceMs: number): Promise<Sent> {
  return new Promise((resolve) => {
    // No shell and no arguments: what the message says is data on its input, never part of a command.
    const child = spawn(file, [], { shell: false, stdio: ['pipe', 'ignore', 'ignore'], timeout: patienceMs, windowsHide: true })
    child.on('error', () => resolve({ ok: false, detail: 'The command for reminders could not be started.' }))
    child.on('close', (code, signal) => resolve(code === 0 ? { ok: true } : { ok: false, detail: signal ? 'The command for reminders took too long.' : `The command for reminders ended with ${code}.` }))
    child.stdin.on('error', () => {})
    child.stdin.end(`${JSON.stringify(message)}\n`)
  })
}
