import type { MenuItemConstructorOptions } from 'electron'
import type { ElectronApi } from './electron-api.ts'

/** The menu: what a person at a desk needs, and the edit commands without which macOS cannot copy or paste. */
export function menuTemplate(electron: ElectronApi, logFile: string): MenuItemConstructorOptions[] {
  const { app, BrowserWindow, dialog, shell } = electron
  const print = () => BrowserWindow.getFocusedWindow()?.webContents.print({ silent: false, printBackground: true })
  const about = () => void dialog.showMessageBox({ type: 'info', message: `Chairside ${app.getVersion()}`, detail: 'The clinic at the front desk and at the chair, with and without a network.', buttons: ['OK'] })
  return [
    { label: 'Chairside', submenu: [{ role: 'reload' }, { label: 'Print…', accelerator: 'CmdOrCtrl+P', click: print }, { type: 'separator' }, { role: 'quit', label: 'Quit Chairside' }] },
    { role: 'editMenu' },
    { label: 'View', submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }] },
    { role: 'help', submenu: [{ label: 'Show the log file', click: () => shell.showItemInFolder(logFile) }, { label: 'About Chairside', click: about }] },
  ]
}
