import type { ClinicHost, HostOptions } from '../host/host.ts'
import { fileKeyProvider } from '../keys/file-key.ts'
import { loadOrCreateKey } from '../keys/load-key.ts'
import { traceOf } from '../transport/error-trace.ts'
import { serveWebSocket } from '../transport/index.ts'
import { listenOnUsualPort, windowToken } from './address.ts'
import { openDataDir } from './data-dir.ts'
import { openDeskLog } from './log.ts'
import { readDeskOptions } from './options.ts'
import { serverAddressBook, serverUrlFor } from './server-url.ts'
import { startupSentence } from './startup-error.ts'

export interface DeskDependencies {
  openHost: (options: HostOptions) => Promise<ClinicHost>
  /** Folder of the built screens. */
  staticDir: string
  env: NodeJS.ProcessEnv
}

export interface RunningDesk {
  /** Address for the browser window. Contains the token: print it for the launcher, log it nowhere. */
  readonly url: string
  /** Ends the connections, closes the replica and gives the folder back. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Starts a desk in browser mode. What was opened is closed again, last first, when a later step fails and at the end.
 * @throws {StartupError} or the host's own error, each with a sentence for the person at the desk.
 */
export async function runDesk(args: string[], { openHost, staticDir, env }: DeskDependencies): Promise<RunningDesk> {
  const options = readDeskOptions(args)
  const closers: (() => unknown)[] = []
  const closeAll = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
  }
  let log: HostOptions['log'] | undefined
  try {
    const dir = openDataDir(options.data)
    closers.push(dir.release)
    const { write, close } = openDeskLog(dir.path)
    log = write
    closers.push(close)
    const allowPlain = env.CHAIRSIDE_ALLOW_HTTP === '1'
    const serverUrl = serverUrlFor(dir.path, options.server, allowPlain)
    const key = await loadOrCreateKey(fileKeyProvider(dir.path), dir.path)
    const token = windowToken(dir.path)
    const host = await openHost({ dataDir: dir.path, serverUrl, addresses: serverAddressBook(dir.path, allowPlain), key, enrolCode: env.CHAIRSIDE_ENROL_CODE || undefined, log: write })
    closers.push(() => host.close())
    const service = await listenOnUsualPort(dir.path, options.port, (port) => serveWebSocket({ host, token, port, staticDir, log: write }))
    closers.push(() => service.close())
    write({ level: 'info', msg: 'the desk is ready', port: service.port })
    return { url: `${service.url}#token=${token}`, close: closeAll }
  } catch (error) {
    log?.({ level: 'error', msg: 'the desk could not start', sentence: startupSentence(error), ...traceOf(error) })
    await closeAll()
    throw error
  }
}
