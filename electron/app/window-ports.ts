import type { HostSupervisor } from './host-supervisor.ts'
import type { ElectronApi } from './electron-api.ts'
import { isOwnPage } from './page.ts'

/** Channels between main and preload. */
export const CONNECT_CHANNEL = 'chairside:connect'
export const PORT_CHANNEL = 'chairside:port'

/**
 * Answers a page that asks for the host with one end of a new MessageChannel; the other end goes to the host. Main
 * itself never sees what is said. Only our own page in a window's main frame is answered.
 */
export function handOverPorts({ ipcMain, MessageChannelMain }: ElectronApi, host: Pick<HostSupervisor, 'connect'>): void {
  ipcMain.on(CONNECT_CHANNEL, ({ sender, senderFrame }) => {
    if (!senderFrame || senderFrame !== sender.mainFrame || !isOwnPage(senderFrame.url)) return
    const { port1, port2 } = new MessageChannelMain()
    senderFrame.postMessage(PORT_CHANNEL, null, [port2])
    host.connect(port1)
  })
}
