import type { Session, WebContents } from 'electron'
import { isOwnPage } from './page.ts'

/** Keeps a window on its page: no other address, no new window, no embedded browser. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // Reloading is a navigation to the same page. Frames are held by the page's frame-src.
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (event.isMainFrame) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

const FOREIGN = /^(?:https?|wss?|file|ftp):/i

/** Refuses every permission a page can ask for, and every request that would leave this PC: the screens need none. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: FOREIGN.test(url) }))
}
