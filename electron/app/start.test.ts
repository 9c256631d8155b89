import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startApp } from './start.ts'
import { electronDouble } from './testing/electron-double.ts'
import type { ContentsDouble } from './testing/electron-double.ts'

const PAGE = 'app://chairside/index.html'
const files = { preload: '/app/preload.cjs', hostEntry: '/app/host/host-process.js', pageDir: '' }
let dir: string
let electron: ReturnType<typeof electronDouble>

const start = (args: string[] = ['--server', 'http://127.0.0.1:4400'], env: NodeJS.ProcessEnv = {}) => startApp(electron.api, { ...files, pageDir: dir }, args, env)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chairside-test-app-'))
  electron = electronDouble(join(dir, 'profile'))
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

/** An event of Electron that can be prevented. */
function preventable(details: Record<string, unknown> = {}): { preventDefault: () => void; prevented: boolean } {
  const event = { ...details, prevented: false, preventDefault: () => void (event.prevented = true) }
  return event
}

describe('the window', () => {
  it('shows our page and is hardened: sandboxed, isolated, without Node', async () => {
    await start()
    expect(electron.windows).toHaveLength(1)
    const window = electron.windows[0]!
    expect(window.webContents.url).toBe(PAGE)
    expect(window.options.webPreferences).toMatchObject({
      preload: files.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    })
    expect(electron.app.calls).toContain('enableSandbox')
    window.emit('ready-to-show')
    expect(window.calls).toContain('show')
  })

  it.each(['https://example.com/', 'file:///etc/passwd', 'app://other/index.html', 'app://chairside/assets/x.html', 'javascript:alert(1)', 'data:text/html,x'])('refuses to navigate to %s', async (url) => {
    await start()
    const event = preventable({ url })
    electron.windows[0]!.webContents.emit('will-navigate', event)
    expect(event.prevented).toBe(true)
  })

  it('may be reloaded where it is', async () => {
    await start()
    const event = preventable({ url: `${PAGE}#/schedule/2026-11-20` })
    electron.windows[0]!.webContents.emit('will-navigate', event)
    expect(event.prevented).toBe(false)
  })

  it('refuses redirects, new windows and embedded browsers', async () => {
    await start()
    const { webContents } = electron.windows[0]!
    const [redirect, webview] = [preventable({ url: PAGE, isMainFrame: true }), preventable()]
    webContents.emit('will-redirect', redirect)
    webContents.emit('will-attach-webview', webview)
    expect([redirect.prevented, webview.prevented]).toEqual([true, true])
    expect(webContents.windowOpen?.({ url: PAGE })).toEqual({ action: 'deny' })
  })

  it('is offered again after its process died', async () => {
    await start()
    const window = electron.windows[0]!
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    await vi.waitUntil(() => window.calls.includes('reload'))
    expect(electron.dialogs).toMatchObject([{ kind: 'error', text: 'This window stopped working.' }])
  })

  it('is brought to the front, not opened twice, by a second start', async () => {
    await start()
    electron.windows[0]!.calls.push('minimized')
    electron.app.emit('second-instance')
    expect(electron.windows).toHaveLength(1)
    expect(electron.windows[0]!.calls).toEqual(expect.arrayContaining(['restore', 'focus']))
  })
})

describe('the page', () => {
  const get = (url: string, method = 'GET') => electron.pages.get('app')!(new Request(url, { method }))

  it('has a scheme of its own, declared before the app is ready', async () => {
    await start()
    expect(electron.app.calls.indexOf('scheme')).toBeLessThan(electron.app.calls.indexOf('ready'))
    expect(electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
  })

  it('is served with a strict policy and may talk to nobody', async () => {
    writeFileSync(join(dir, 'index.html'), '<title>Chairside</title>')
    await start()
    const response = await get(PAGE)
    expect(await response.text()).toBe('<title>Chairside</title>')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self';")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each(['app://other/index.html', 'app://chairside/..%2fprofile', 'app://chairside/nothing.js'])('does not serve %s', async (url) => {
    writeFileSync(join(dir, 'index.html'), 'x')
    await start()
    expect((await get(url)).status).toBe(404)
  })

  it('only reads, and says so when the screens are missing', async () => {
    await start()
    expect((await get(PAGE, 'POST')).status).toBe(405)
    const missing = await get(PAGE)
    expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('not built yet')])
  })

  it('gets no permission of any kind and reaches no network', async () => {
    await start()
    const { session } = electron
    const granted: boolean[] = []
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb']) session.requestHandler?.(null, permission, (yes) => granted.push(yes))
    expect(granted).toEqual(Array.from({ length: 6 }, () => false))
    expect(session.checkHandler?.()).toBe(false)
    expect(session.deviceHandler?.()).toBe(false)
    const isCancelled = (url: string) => new Promise<boolean>((resolve) => session.beforeRequest?.({ url }, ({ cancel }) => resolve(cancel === true)))
    for (const url of ['http://127.0.0.1/', 'https://example.com/x', 'ws://x/', 'wss://x/', 'file:///etc/passwd']) expect(await isCancelled(url)).toBe(true)
    for (const url of [PAGE, 'blob:app://chairside/0', 'data:image/png;base64,', 'chrome-extension://viewer/index.html']) expect(await isCancelled(url)).toBe(false)
  })
})

describe('the host', () => {
  it('is a process of its own that learns its key by message, not by argument or environment', async () => {
    await start(['--server', 'http://127.0.0.1:4400'], { CHAIRSIDE_ENROL_CODE: 'CODE-1' })
    expect(electron.forks).toEqual([{ entry: files.hostEntry, args: [], options: { serviceName: 'Chairside host', stdio: 'inherit' } }])
    const dataDir = join(dir, 'profile', 'desk')
    expect(electron.processes[0]!.told[0]!.message).toEqual({ type: 'open', dataDir, serverUrl: 'http://127.0.0.1:4400', allowPlain: false, key: expect.any(Uint8Array), enrolCode: 'CODE-1' })
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(existsSync(join(dataDir, 'replica.key'))).toBe(false)
  })

  it('is connected with the page by a port that main does not read', async () => {
    await start()
    const [host] = electron.processes
    host!.emit('message', { type: 'ready' })
    const { webContents } = electron.windows[0]!
    electron.ipcMain.emit('chairside:connect', { sender: webContents, senderFrame: webContents.mainFrame })
    expect(webContents.posted).toMatchObject([{ channel: 'chairside:port', ports: [expect.anything()] }])
    const connect = host!.told.at(-1)!
    expect(connect.message).toEqual({ type: 'connect' })
    const [hostPort] = connect.ports as [{ postMessage(text: string): void }]
    const [pagePort] = webContents.posted[0]!.ports
    const heard = new Promise((resolve) => pagePort!.once('message', resolve))
    hostPort.postMessage('hello')
    expect(await heard).toBe('hello')
    pagePort!.close()
  })

  it.each([
    ['another page', (contents: ContentsDouble) => void (contents.mainFrame.url = 'https://example.com/')],
    ['a frame inside the page', (contents: ContentsDouble) => void (contents.mainFrame = { ...contents.mainFrame })],
  ])('is not handed to %s', async (_what, change) => {
    await start()
    const { webContents } = electron.windows[0]!
    const asking = { sender: webContents, senderFrame: webContents.mainFrame }
    change(webContents)
    electron.ipcMain.emit('chairside:connect', asking)
    electron.ipcMain.emit('chairside:connect', { sender: webContents, senderFrame: null })
    expect(webContents.posted).toEqual([])
  })

  it('is told when the PC wakes up', async () => {
    await start()
    electron.powerMonitor.emit('resume')
    expect(electron.processes[0]!.types()).toEqual(['open', 'wake'])
  })

  it('is closed before the app goes', async () => {
    await start()
    const event = preventable()
    electron.app.emit('will-quit', event)
    expect(event.prevented).toBe(true)
    expect(electron.processes[0]!.types()).toContain('close')
    expect(electron.app.calls).not.toContain('quit')
    electron.processes[0]!.emit('exit', 0)
    await vi.waitUntil(() => electron.app.calls.includes('quit'))
    const again = preventable()
    electron.app.emit('will-quit', again)
    expect(again.prevented).toBe(false)
  })

  it('that cannot open the data stops the app with its own sentence', async () => {
    await start()
    electron.processes[0]!.emit('message', { type: 'failed', sentence: 'The data on this PC is damaged.' })
    expect(electron.dialogs).toEqual([{ kind: 'error', text: 'The data on this PC is damaged.' }])
    expect(electron.app.calls).toContain('exit 1')
  })
})

describe('starting', () => {
  it('twice ends the second program before it touches anything', async () => {
    electron.app.hasLock = false
    await start()
    expect(electron.app.calls).toContain('quit')
    expect(electron.app.calls).not.toContain('ready')
    expect(electron.forks).toEqual([])
  })

  it('with --data keeps the data, the profile and the single-instance lock in that folder', async () => {
    await start([`--data=${join(dir, 'mine')}`, '--server=http://127.0.0.1:4400', '--no-sandbox'])
    expect(electron.app.calls).toContain(`lock ${join(dir, 'mine', 'window')}`)
    expect(electron.processes[0]!.told[0]!.message.dataDir).toBe(join(dir, 'mine'))
  })

  it('starts without knowing a server, for the first screen asks for it; and remembers the one it was given', async () => {
    const told = () => electron.processes.map(({ told: [first] }) => first!.message['serverUrl'])
    await start([])
    expect(electron.dialogs).toEqual([])
    await start()
    await start([])
    expect(told()).toEqual([null, 'http://127.0.0.1:4400', 'http://127.0.0.1:4400'])
  })

  it('says what is wrong with the address of a server it is given', async () => {
    await start(['--server', 'ftp://clinic'])
    expect(electron.dialogs).toMatchObject([{ kind: 'error', text: expect.stringContaining('It looks like https://') }])
    expect(electron.app.calls).toContain('exit 1')
  })

  it('gives a menu with reload, print, zoom, quit and help', async () => {
    await start()
    const labels = JSON.stringify(electron.menu)
    for (const entry of ['"reload"', 'Print…', '"zoomIn"', '"zoomOut"', '"resetZoom"', 'Quit Chairside', '"help"']) expect(labels).toContain(entry)
    for (const entry of ['toggleDevTools', 'http']) expect(labels).not.toContain(entry)
    const [first] = electron.menu
    const print = (first!.submenu as { label?: string; click?: () => void }[]).find(({ label }) => label === 'Print…')
    print!.click!()
    expect(electron.windows[0]!.webContents.printed).toEqual([{ silent: false, printBackground: true }])
  })
})
