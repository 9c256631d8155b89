import { describe, expect, it } from 'vitest'
import { cacheControl, errorCacheHeaders, etag, headerJson, matchesEtag, nextCursor } from './headers.ts'
import { BEFORE_ALL, SNAPSHOT_END } from './lsn.ts'

const EPOCH = Date.UTC(2024, 9, 9)

describe('the cursor', () => {
  it('is the end of the running poll interval', () => {
    expect(nextCursor(EPOCH + 61_000, 20_000, null, Math.random)).toBe('80')
    expect(nextCursor(EPOCH + 80_000, 20_000, '60', Math.random)).toBe('80')
  })

  it('always rises above the one the client sent', () => {
    for (const random of [() => 0, () => 0.999]) {
      expect(Number(nextCursor(EPOCH + 61_000, 20_000, '80', random))).toBeGreaterThan(80)
      expect(Number(nextCursor(EPOCH + 61_000, 20_000, '5000', random))).toBeGreaterThan(5000)
    }
    expect(nextCursor(EPOCH + 61_000, 20_000, 'nonsense', Math.random)).toBe('80')
  })
})

describe('headers', () => {
  it('hold the schema as plain ASCII', () => {
    expect(headerJson({ 'niño €': 1 })).toBe('{"ni\\u00f1o \\u20ac":1}')
    expect(JSON.parse(headerJson({ '𝒳': 1 }))).toEqual({ '𝒳': 1 })
  })

  it('compare an etag with every one the client names', () => {
    const tag = etag('h', '0_0', '0_inf', null)
    expect(tag).toBe('"h:0_0:0_inf"')
    expect(matchesEtag(`"x", ${tag}`, tag)).toBe(true)
    expect(matchesEtag('h:0_0:0_inf', tag)).toBe(true)
    expect(matchesEtag('"x"', tag)).toBe(false)
    expect(matchesEtag(undefined, tag)).toBe(false)
  })

  it('follow the cache rules of the protocol', () => {
    const settings = { maxAgeSeconds: 60, staleAgeSeconds: 300 }
    expect(cacheControl(BEFORE_ALL, false, settings)).toBe('public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746')
    expect(cacheControl(SNAPSHOT_END, true, settings)).toBe('public, max-age=5, stale-while-revalidate=5')
    expect(cacheControl('now', false, settings)).toBe('public, max-age=60, stale-while-revalidate=300')
    expect(errorCacheHeaders('GET', 409, true)).toEqual({ 'cache-control': 'public, max-age=60, must-revalidate' })
    expect(errorCacheHeaders('GET', 409, false)).toEqual({ 'cache-control': 'public, max-age=1, must-revalidate' })
    expect(errorCacheHeaders('HEAD', 503, false)).toEqual({ 'cache-control': 'no-store', 'surrogate-control': 'no-store' })
    expect(errorCacheHeaders('POST', 409, true)).toEqual({ 'cache-control': 'no-cache' })
  })
})
