import { openDataDir } from '../desk/data-dir.ts'
import { serverAddressBook, serverUrlFor } from '../desk/server-url.ts'
import { logCrashes, openDeskLog } from '../desk/log.ts'
import { startupSentence } from '../desk/startup-error.ts'
import type { ClinicHost, HostOptions } from '../host/host.ts'
import { traceOf } from '../transport/error-trace.ts'
import type { Log } from '../transport/channel.ts'
import { serveMessagePort } from '../transport/message-port.ts'
import type { PortMain } from '../transport/message-port.ts'
import type { FromHost, ToHost } from './host-messages.ts'

/** What is used of Electron's parentPort. */
export interface Parent {
  on(event: 'message', listener: (event: { data: ToHost; ports: PortMain[] }) => void): unknown
  postMessage(message: FromHost): void
}

export interface HostServiceOptions {
  openHost: (options: HostOptions) => Promise<ClinicHost>
  /** Ends this process. */
  exit: (code: number) => void
}

/** The host process of Electron: opens the host when main says so and serves every port it is given. */
export function serveParent(parent: Parent, { openHost, exit }: HostServiceOptions): void {
  let opened: Awaited<ReturnType<typeof openFor>> | undefined
  const handlers = {
    open: async (message: Extract<ToHost, { type: 'open' }>) => {
      try {
        opened = await openFor(message, openHost)
        parent.postMessage({ type: 'ready' })
      } catch (error) {
        parent.postMessage({ type: 'failed', sentence: startupSentence(error) })
        exit(1)
      }
    },
    connect: (port: PortMain | undefined) => {
      if (port && opened) serveMessagePort(port, opened.host, opened.log)
      else port?.close()
    },
    close: async () => {
      await opened?.close()
      exit(0)
    },
  }
  parent.on('message', ({ data, ports }) => {
    if (data.type === 'open') void handlers.open(data)
    else if (data.type === 'connect') handlers.connect(ports[0])
    else if (data.type === 'wake') opened?.host.wake()
    else void handlers.close()
  })
}

async function openFor({ dataDir, serverUrl: given, allowPlain, key, enrolCode }: Extract<ToHost, { type: 'open' }>, openHost: HostServiceOptions['openHost']) {
  const dir = openDataDir(dataDir)
  const logFile = openDeskLog(dir.path)
  const log: Log = logFile.write
  try {
    logCrashes(log)
    // Asked anew: a host that is started again may have been told the address on the screen meanwhile.
    const serverUrl = serverUrlFor(dir.path, given ?? undefined, allowPlain)
    const host = await openHost({ dataDir: dir.path, serverUrl, addresses: serverAddressBook(dir.path, allowPlain), key, enrolCode, log })
    log({ level: 'info', msg: 'the host is ready' })
    const close = async () => {
      await host.close()
      logFile.close()
      dir.release()
    }
    return { host, log, close }
  } catch (error) {
    log({ level: 'error', msg: 'the host could not start', sentence: startupSentence(error), ...traceOf(error) })
    logFile.close()
    dir.release()
    throw error
  }
}
