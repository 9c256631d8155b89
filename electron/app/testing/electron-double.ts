import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { portMain } from '../../transport/testing/windows.ts'
import type { ElectronApi } from '../electron-api.ts'

/** A double of Electron's API: it remembers what it was told, and tests play the system's part by emitting events. */
export class ContentsDouble extends EventEmitter {
  url = ''
  mainFrame = { url: '', postMessage: (channel: string, _message: unknown, ports: MessagePort[]) => void this.posted.push({ channel, ports }) }
  posted: { channel: string; ports: MessagePort[] }[] = []
  windowOpen: ((details: { url: string }) => { action: string }) | undefined
  printed: unknown[] = []
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpen = handler
  }
  print(options: unknown): void {
    this.printed.push(options)
  }
}

export interface WindowOptions {
  webPreferences: Record<string, unknown>
  [name: string]: unknown
}

export class WindowDouble extends EventEmitter {
  static all: WindowDouble[] = []
  static onCreated: (contents: ContentsDouble) => void = () => {}
  static getFocusedWindow = () => WindowDouble.all.at(-1)
  readonly options: WindowOptions
  readonly webContents = new ContentsDouble()
  calls: string[] = []
  constructor(options: WindowOptions) {
    super()
    this.options = options
    WindowDouble.all.push(this)
    WindowDouble.onCreated(this.webContents)
  }
  loadURL = async (url: string) => {
    this.webContents.url = url
    this.webContents.mainFrame.url = url
  }
  isDestroyed = () => this.calls.includes('destroyed')
  isMinimized = () => this.calls.includes('minimized')
  restore = () => void this.calls.push('restore')
  focus = () => void this.calls.push('focus')
  show = () => void this.calls.push('show')
  reload = () => void this.calls.push('reload')
}

export class ProcessDouble extends EventEmitter {
  told: { message: { type: string; [name: string]: unknown }; ports: unknown[] }[] = []
  killed = false
  postMessage(message: { type: string }, ports: unknown[] = []): void {
    this.told.push({ message, ports })
  }
  kill(): boolean {
    this.killed = true
    return this.emit('exit', 15)
  }
  types(): string[] {
    return this.told.map(({ message }) => message.type)
  }
}

type Decide = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void
type Page = (request: Request) => Promise<Response>

export class SessionDouble {
  requestHandler: Decide | undefined
  checkHandler: (() => boolean) | undefined
  deviceHandler: (() => boolean) | undefined
  beforeRequest: ((details: { url: string }, answer: (verdict: { cancel?: boolean }) => void) => void) | undefined
  setPermissionRequestHandler = (handler: Decide) => void (this.requestHandler = handler)
  setPermissionCheckHandler = (handler: () => boolean) => void (this.checkHandler = handler)
  setDevicePermissionHandler = (handler: () => boolean) => void (this.deviceHandler = handler)
  webRequest = { onBeforeRequest: (decide: NonNullable<SessionDouble['beforeRequest']>) => void (this.beforeRequest = decide) }
}

class AppDouble extends EventEmitter {
  calls: string[] = []
  paths: Record<string, string>
  hasLock = true
  isPackaged = true
  constructor(userData: string) {
    super()
    this.paths = { userData }
  }
  getPath = (name: string) => this.paths[name]
  setPath = (name: string, path: string) => void (this.paths[name] = path)
  getVersion = () => '0.1.0'
  enableSandbox = () => void this.calls.push('enableSandbox')
  requestSingleInstanceLock = () => {
    this.calls.push(`lock ${this.paths.userData}`)
    return this.hasLock
  }
  whenReady = async () => void this.calls.push('ready')
  quit = () => void this.calls.push('quit')
  exit = (code: number) => void this.calls.push(`exit ${code}`)
}

/** Electron as a new program sees it. `userData` is the folder it would use by itself. */
export function electronDouble(userData: string) {
  const app = new AppDouble(userData)
  const session = new SessionDouble()
  const processes: ProcessDouble[] = []
  const dialogs: { kind: string; text: string }[] = []
  const pages = new Map<string, Page>()
  const double = {
    app,
    session,
    processes,
    dialogs,
    pages,
    forks: [] as { entry: string; args: string[]; options: Record<string, unknown> }[],
    schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
    menu: [] as { label?: string; role?: string; click?: () => void; submenu?: unknown }[],
    windows: WindowDouble.all,
    /** What the person answers to the next message boxes. */
    answer: 0,
    ipcMain: new EventEmitter(),
    powerMonitor: new EventEmitter(),
  }
  WindowDouble.all = double.windows = []
  WindowDouble.onCreated = (contents) => void app.emit('web-contents-created', {}, contents)
  const api = {
    app,
    ipcMain: double.ipcMain,
    powerMonitor: double.powerMonitor,
    session: { defaultSession: session },
    protocol: {
      registerSchemesAsPrivileged: (schemes: typeof double.schemes) => {
        app.calls.push('scheme')
        double.schemes.push(...schemes)
      },
      handle: (scheme: string, page: Page) => void pages.set(scheme, page),
    },
    utilityProcess: {
      fork: (entry: string, args: string[], options: Record<string, unknown>) => {
        double.forks.push({ entry, args, options })
        const child = new ProcessDouble()
        processes.push(child)
        return child
      },
    },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: async (text: string) => Buffer.from(text, 'utf8'),
      decryptStringAsync: async (sealed: Buffer) => ({ result: sealed.toString('utf8'), shouldReEncrypt: false }),
    },
    dialog: {
      showErrorBox: (_title: string, text: string) => void dialogs.push({ kind: 'error', text }),
      showMessageBox: async (...args: [unknown] | [unknown, unknown]) => {
        const options = args.at(-1) as { type: string; message: string }
        dialogs.push({ kind: options.type, text: options.message })
        return { response: double.answer }
      },
    },
    Menu: { buildFromTemplate: (template: typeof double.menu) => template, setApplicationMenu: (menu: typeof double.menu) => void (double.menu = menu) },
    shell: { showItemInFolder: (path: string) => void app.calls.push(`reveal ${path}`) },
    BrowserWindow: WindowDouble,
    MessageChannelMain: class {
      port1
      port2
      constructor() {
        const { port1, port2 } = new MessageChannel()
        this.port1 = Object.assign(portMain(port1), { raw: port1 })
        this.port2 = port2
      }
    },
  }
  return { ...double, get menu() { return double.menu }, get answer() { return double.answer }, set answer(value) { double.answer = value }, api: api as unknown as ElectronApi }
}
