import { MISSING_PAGE, readPageFile } from '../transport/page-files.ts'
import { pageHeaders } from '../transport/page-headers.ts'
import type { ElectronApi } from './electron-api.ts'

export const APP_SCHEME = 'app'
const APP_HOST = 'chairside'
/** The one document the window ever shows. */
export const PAGE_URL = `${APP_SCHEME}://${APP_HOST}/index.html`

/** True for the page itself, wherever in it the user is. */
export function isOwnPage(url: string): boolean {
  return url.split(/[?#]/, 1)[0] === PAGE_URL
}

/** Declares the scheme of the screens. Must run before the app is ready. */
export function registerPageScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the built screens in `pageDir` under app://chairside/, with the same policy as in a browser. */
export function servePage(protocol: ElectronApi['protocol'], pageDir: string): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, pageDir))
}

async function answer(request: Request, pageDir: string): Promise<Response> {
  const { host, pathname } = new URL(request.url)
  const plain = (status: number) => new Response(null, { status, headers: pageHeaders() })
  if (host !== APP_HOST) return plain(404)
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405)
  const file = await readPageFile(pageDir, pathname)
  if (file) return new Response(request.method === 'HEAD' ? null : file.body, { headers: { ...pageHeaders(), ...file.headers } })
  if (!isOwnPage(request.url)) return plain(404)
  return new Response(MISSING_PAGE, { status: 503, headers: { ...pageHeaders(), 'Content-Type': 'text/html; charset=utf-8' } })
}
