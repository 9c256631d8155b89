import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from './private-file.ts'
import { StartupError } from './startup-error.ts'

const SETTINGS_FILE = 'desk.json'

/**
 * The address of the clinic's server: the given one, which is remembered, else the one given before; null when nobody
 * has told it yet, which the first screen then asks for.
 * @param allowPlain accept http:// to other computers too, for a network one trusts
 * @throws {StartupError} when it is no address or would send patient data in the clear.
 */
export function serverUrlFor(dataDir: string, given: string | undefined, allowPlain = false): string | null {
  const remembered = readRemembered(dataDir)
  const text = given ?? remembered
  if (text === undefined) return null
  const url = checkedUrl(text, allowPlain)
  if (url !== remembered) remember(dataDir, url)
  return url
}

/** For an address that a person types: checks it, and keeps it for the next start. Both throw StartupError. */
export function serverAddressBook(dataDir: string, allowPlain = false): { check: (typed: string) => string; remember: (url: string) => void } {
  return {
    // People leave out what every address begins with.
    check: (typed) => checkedUrl(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`, allowPlain),
    remember: (url) => remember(dataDir, url),
  }
}

function remember(dataDir: string, url: string): void {
  writePrivateFile(join(dataDir, SETTINGS_FILE), `${JSON.stringify({ serverUrl: url })}\n`)
}

function checkedUrl(text: string, allowPlain: boolean): string {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new StartupError(`"${text}" is not the address of a server. It looks like https://server.clinic.example`)
  }
  if (url.protocol === 'http:' && !allowPlain && !isThisPc(url.hostname)) {
    throw new StartupError(`The address ${text} would send patient data over the network unencrypted. Use https://, or set CHAIRSIDE_ALLOW_HTTP=1 on a network you trust.`)
  }
  return url.href.replace(/\/$/, '')
}

function isThisPc(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function readRemembered(dataDir: string): string | undefined {
  try {
    const settings: unknown = JSON.parse(readFileSync(join(dataDir, SETTINGS_FILE), 'utf8'))
    return typeof settings === 'object' && settings !== null && 'serverUrl' in settings && typeof settings.serverUrl === 'string' ? settings.serverUrl : undefined
  } catch {
    return undefined
  }
}
