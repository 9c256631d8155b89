import { join, resolve } from 'node:path'
import type { BrowserWindow } from 'electron'
import { LOG_FILE, preparePrivateFolder } from '../desk/data-dir.ts'
import { serverUrlFor } from '../desk/server-url.ts'
import { startupSentence } from '../desk/startup-error.ts'
import { loadOrCreateKey } from '../keys/load-key.ts'
import { electronKeyProvider } from '../keys/safe-storage-key.ts'
import type { ElectronApi } from './electron-api.ts'
import { guardContents, guardSession } from './guards.ts'
import { superviseHost } from './host-supervisor.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import { readLaunchOptions } from './launch-options.ts'
import { menuTemplate } from './menu.ts'
import { registerPageScheme, servePage } from './page.ts'
import { crashTeller } from './trouble.ts'
import { createMainWindow } from './window.ts'
import { handOverPorts } from './window-ports.ts'

export interface AppFiles {
  preload: string
  hostEntry: string
  pageDir: string
}

/**
 * Starts the app: one instance per data folder, the host as a process of its own, one window.
 * The part before `whenReady` runs synchronously, because Electron takes it only before it is ready.
 * @returns resolves when the window is open or the app is on its way out.
 */
export async function startApp(electron: ElectronApi, files: AppFiles, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { app } = electron
  const options = readLaunchOptions(args)
  registerPageScheme(electron.protocol)
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  const dataDir = options.data ? resolve(options.data) : join(app.getPath('userData'), 'desk')
  // Chromium's own files, and with them the lock of the single instance, stay with the data they belong to.
  if (options.data) app.setPath('userData', join(dataDir, 'window'))
  if (!app.requestSingleInstanceLock()) return app.quit()
  try {
    await app.whenReady()
    const host = await startHost(electron, files.hostEntry, { dataDir, server: options.server ?? env.CHAIRSIDE_SERVER, env })
    openDesk(electron, files, host, join(dataDir, LOG_FILE))
  } catch (error) {
    endWith(electron, startupSentence(error))
  }
}

async function startHost(electron: ElectronApi, entry: string, { dataDir, server, env }: { dataDir: string; server: string | undefined; env: NodeJS.ProcessEnv }): Promise<HostSupervisor> {
  preparePrivateFolder(dataDir)
  const allowPlain = env.CHAIRSIDE_ALLOW_HTTP === '1'
  const serverUrl = serverUrlFor(dataDir, server, allowPlain)
  const key = await loadOrCreateKey(await electronKeyProvider(electron.safeStorage, dataDir), dataDir)
  return superviseHost({
    // The enrolment code and the key go by message: a process's arguments and environment can be read by others.
    fork: () => electron.utilityProcess.fork(entry, [], { serviceName: 'Chairside host', stdio: 'inherit' }),
    opening: { type: 'open', dataDir, serverUrl, allowPlain, key, enrolCode: env.CHAIRSIDE_ENROL_CODE || undefined },
    onFailure: (sentence) => endWith(electron, sentence),
    onCrash: crashTeller(electron),
  })
}

function openDesk(electron: ElectronApi, files: AppFiles, host: HostSupervisor, logFile: string): void {
  const { app, Menu, powerMonitor, session } = electron
  guardSession(session.defaultSession)
  servePage(electron.protocol, files.pageDir)
  handOverPorts(electron, host)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(electron, logFile)))
  powerMonitor.on('resume', () => host.wake())
  closeHostBeforeQuitting(electron, host)
  let window: BrowserWindow | undefined
  const show = () => {
    if (!window || window.isDestroyed()) window = createMainWindow(electron, files.preload)
    if (window.isMinimized()) window.restore()
    window.focus()
  }
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => app.quit())
  show()
}

function closeHostBeforeQuitting({ app }: ElectronApi, host: HostSupervisor): void {
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void host.stop().finally(() => {
      isClosed = true
      app.quit()
    })
  })
}

function endWith({ app, dialog }: ElectronApi, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  dialog.showErrorBox('Chairside cannot start', sentence)
  app.exit(1)
}
