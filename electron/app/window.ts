import type { BrowserWindow } from 'electron'
import type { ElectronApi } from './electron-api.ts'
import { PAGE_URL } from './page.ts'

/**
 * Opens the window of the desk. Its page has no Node, no access to this program and one way to the host: the port that
 * the preload script passes on.
 */
export function createMainWindow(electron: ElectronApi, preload: string): BrowserWindow {
  const window = new electron.BrowserWindow({
    title: 'Chairside',
    width: 1360,
    height: 860,
    minWidth: 960,
    minHeight: 640,
    show: false,
    backgroundColor: '#ffffff',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Shows statements: the only plugin there is, is Chromium's PDF viewer.
      plugins: true,
      // Its dictionaries would be fetched from the internet.
      spellcheck: false,
      devTools: !electron.app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(electron, window)
  })
  void window.loadURL(PAGE_URL)
  return window
}

async function offerReload(electron: ElectronApi, window: BrowserWindow): Promise<void> {
  const { response } = await electron.dialog.showMessageBox(window, {
    type: 'error',
    message: 'This window stopped working.',
    detail: 'Everything that was shown as saved is safe on this PC. Reload the window to go on.',
    buttons: ['Reload', 'Quit Chairside'],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 0) window.reload()
  else electron.app.quit()
}
