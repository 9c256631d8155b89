// Runs sandboxed beside the page, which gets one function and one port and nothing else.
import { contextBridge, ipcRenderer } from 'electron'

contextBridge.exposeInMainWorld('chairside', {
  /** Asks for a connection to the host; the port arrives as a message 'chairside-port' to this window. */
  connect: () => ipcRenderer.send('chairside:connect'),
})

ipcRenderer.on('chairside:port', (event) => window.postMessage('chairside-port', '*', event.ports))
