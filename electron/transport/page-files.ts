import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export interface PageFile {
  body: Buffer<ArrayBuffer>
  headers: Record<string, string>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}
// Nothing that needs decoding, no leading dot: what passes cannot leave the folder nor reach a hidden file.
const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/
const DAY_SECONDS = 86_400

/**
 * Reads one file of the built screens. `path` is the path part of a URL, still encoded; '/' means index.html.
 * @returns null when there is no such file or its kind is not served.
 */
export async function readPageFile(root: string, path: string): Promise<PageFile | null> {
  const parts = path === '/' ? ['index.html'] : path.slice(1).split('/')
  if (!path.startsWith('/') || !parts.every((part) => segment.test(part))) return null
  const type = types[extname(path === '/' ? 'index.html' : path).toLowerCase()]
  if (type === undefined) return null
  try {
    const body = await readFile(join(root, ...parts))
    return { body, headers: { 'Content-Type': type, 'Cache-Control': cacheRule(parts) } }
  } catch {
    return null
  }
}

// Only the bundler's assets carry a hash in their name; everything else may change under the same name.
function cacheRule(parts: string[]): string {
  return parts[0] === 'assets' ? `private, max-age=${DAY_SECONDS * 30}, immutable` : 'no-store'
}

/** Shown instead of the screens when they have not been built. */
export const MISSING_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Chairside</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>The screens are not built yet</h1>
<p>Chairside is running and the data on this PC is safe, but the files of its screens are missing.</p>
<p>Run <code>npm run build</code> in the program's folder, then reload this page.</p>
</body></html>
`
