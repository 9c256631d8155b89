import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from './private-file.ts'
import { StartupError } from './startup-error.ts'

const SETTINGS_FILE = 'desk.json'

/**
 * The address of the clinic's server: the given one, which is remembered, else the one given before.
 * @param allowPlain accept http:// to other computers too, for a network one trusts
 * @throws {StartupError} when there is none or it would send patient data in the clear.
 */
export function serverUrlFor(dataDir: string, given: string | undefined, allowPlain = false): string {
  const remembered = readRemembered(dataDir)
  const text = given ?? remembered
  if (text === undefined) throw new StartupError("This PC does not know the clinic's server yet. Start Chairside once with --server and its address, for example --server https://server.clinic.example")
  const url = checkedUrl(text, allowPlain)
  if (url !== remembered) writePrivateFile(join(dataDir, SETTINGS_FILE), `${JSON.stringify({ serverUrl: url })}\n`)
  return url
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
