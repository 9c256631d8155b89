/** Response headers of the shape protocol: cache rules, cursor, etag, CORS. */
import type { Offset } from './lsn.ts'

export type HeaderMap = Record<string, string>

const CURSOR_EPOCH_MS = Date.UTC(2024, 9, 9)
const EXPOSED =
  'electric-cursor, electric-handle, electric-offset, electric-schema, electric-up-to-date, ' +
  'electric-internal-known-error, electric-has-data, retry-after'

/** Headers every answer carries. The version is the protocol level served; the remark tells this service from Electric itself. */
export function commonHeaders(origin: string | undefined, isShape: boolean): HeaderMap {
  return {
    'electric-server': 'ElectricSQL/1.7.12 (chairside)',
    'access-control-allow-origin': origin ?? '*',
    'access-control-expose-headers': EXPOSED,
    'access-control-allow-methods': isShape ? 'GET, POST, HEAD, DELETE, OPTIONS' : 'GET, HEAD',
  }
}

/**
 * The next long-poll cursor: the end of the current poll interval in whole seconds since 2024-10-09 UTC.
 * Always greater than the cursor the client sent, else a cache in between would answer with the same page forever.
 */
export function nextCursor(nowMs: number, longPollMs: number, previous: string | null, random: () => number): string {
  const interval = Math.max(1, Math.floor(longPollMs / 1000))
  const next = Math.ceil((nowMs - CURSOR_EPOCH_MS) / 1000 / interval) * interval
  const before = previous !== null && /^\d{1,15}$/.test(previous) ? Number(previous) : -1
  return String(next > before ? next : before + 1 + Math.floor(random() * 3600))
}

/** `"<handle>:<asked>:<end>"`; an answer without changes gets a unique tail so that no cache can revalidate it. */
export function etag(handle: string, asked: string, end: string, unique: string | null): string {
  return unique === null ? `"${handle}:${asked}:${end}"` : `"${handle}:${asked}:${end}:${unique}"`
}

/** Whether an If-None-Match header names this etag, with or without its quotes. */
export function matchesEtag(header: string | undefined, tag: string): boolean {
  const bare = (text: string): string => text.trim().replace(/^"|"$/g, '')
  return header !== undefined && header.split(',').some((part) => bare(part) === bare(tag))
}

export interface CacheSettings {
  readonly maxAgeSeconds: number
  readonly staleAgeSeconds: number
}

/** Cache rule of a 200 answer to a GET. */
export function cacheControl(offset: Offset | 'now', live: boolean, settings: CacheSettings): string {
  if (offset !== 'now' && offset.tx < 0n) return 'public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746'
  if (live) return 'public, max-age=5, stale-while-revalidate=5'
  return `public, max-age=${settings.maxAgeSeconds}, stale-while-revalidate=${settings.staleAgeSeconds}`
}

/**
 * Cache rule of an error answer to GET, HEAD and OPTIONS: a 409 that names the successor may be shared for a minute,
 * nothing else may be kept. Answers to POST and DELETE are not for caches at all.
 */
export function errorCacheHeaders(method: string | undefined, status: number, hasHandle: boolean): HeaderMap {
  if (method === 'POST' || method === 'DELETE') return { 'cache-control': 'no-cache' }
  if (status === 409) return { 'cache-control': `public, max-age=${hasHandle ? 60 : 1}, must-revalidate` }
  return { 'cache-control': 'no-store', 'surrogate-control': 'no-store' }
}

/** JSON for a header: everything outside printable ASCII escaped, since HTTP headers carry bytes, not text. */
export function headerJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
