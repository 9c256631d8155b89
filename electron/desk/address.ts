import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import { StartupError, systemCode } from './startup-error.ts'

const TOKEN_FILE = 'window.token'
const PORT_FILE = 'window.port'

/**
 * The secret by which a window proves that this desk opened it: 32 random bytes, base64url. It stays the same for a
 * data folder, so a window that is open while the desk restarts connects again.
 */
export function windowToken(dataDir: string): string {
  const path = join(dataDir, TOKEN_FILE)
  const known = readPrivateFile(path)?.trim()
  if (known !== undefined && /^[A-Za-z0-9_-]{43}$/.test(known)) return known
  const token = randomBytes(32).toString('base64url')
  writePrivateFile(path, `${token}\n`)
  return token
}

/**
 * Starts listening: on the wanted port, else on the one used last time, else on any free one, which is remembered.
 * @param listen starts on a port (0: any) and gives a service that knows its port
 * @throws {StartupError} when the wanted port is taken.
 */
export async function listenOnUsualPort<T extends { port: number }>(dataDir: string, wanted: number | undefined, listen: (port: number) => Promise<T>): Promise<T> {
  const service = wanted === undefined ? await onRememberedPort(dataDir, listen) : await onWantedPort(wanted, listen)
  if (service.port !== rememberedPort(dataDir)) writePrivateFile(join(dataDir, PORT_FILE), `${service.port}\n`)
  return service
}

async function onWantedPort<T>(port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port)
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'EADDRINUSE') throw new StartupError(`Port ${port} of this PC is taken by another program. Choose another with --port, or close that program.`, { cause })
    if (code === 'EACCES') throw new StartupError(`This user may not use port ${port} of this PC. Choose one above 1023 with --port.`, { cause })
    throw cause
  }
}

async function onRememberedPort<T>(dataDir: string, listen: (port: number) => Promise<T>): Promise<T> {
  const port = rememberedPort(dataDir)
  if (port === undefined) return listen(0)
  try {
    return await listen(port)
  } catch (error) {
    if (!['EADDRINUSE', 'EACCES'].includes(systemCode(error))) throw error
    return listen(0)
  }
}

function rememberedPort(dataDir: string): number | undefined {
  try {
    const port = Number(readFileSync(join(dataDir, PORT_FILE), 'utf8'))
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined
  } catch {
    return undefined
  }
}
