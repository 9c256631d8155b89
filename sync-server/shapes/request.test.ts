import { describe, expect, it } from 'vitest'
import { parseShapeRequest, queryKey, type FieldErrors, type ShapeRequest } from './request.ts'

function parse(text: string): ShapeRequest {
  const result = parseShapeRequest(new URLSearchParams(text))
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.value
}

function errors(text: string): FieldErrors {
  const result = parseShapeRequest(new URLSearchParams(text))
  return result.ok ? {} : result.errors
}

describe('the parameters of a shape request', () => {
  it('make a request', () => {
    const request = parse('table=Items&offset=12_4&handle=h&live&cursor=5&where=a%3D$1&params[1]=x&columns=id,"B b"&replica=full')
    expect(request).toEqual({
      query: { schema: 'public', table: 'items', where: 'a=$1', params: ['x'], columns: ['id', 'B b'], replica: 'full', logMode: 'full' },
      offset: { tx: 12n, op: 4 },
      offsetText: '12_4',
      handle: 'h',
      live: true,
      cursor: '5',
    })
  })

  it('that are unknown are ignored, also those only clients use', () => {
    expect(parse('table=t&offset=-1&expired_handle=x&cache-buster=1&whatever=2').handle).toBeNull()
  })

  it('drop the handle at the start and at now', () => {
    expect(parse('table=t&offset=-1&handle=h').handle).toBeNull()
    expect(parse('table=t&offset=now&handle=h').handle).toBeNull()
  })

  it('take every value of live but false as true', () => {
    expect(parse('table=t&offset=0_0&handle=h&live=false').live).toBe(false)
    expect(parse('table=t&offset=0_0&handle=h&live=0').live).toBe(true)
  })

  it.each([
    ['table=t', { offset: ["can't be blank"] }],
    ['table=t&offset=x', { offset: ['has invalid format'] }],
    ['table=t&offset=0_0', { handle: ["can't be blank when offset != -1"] }],
    ['table=t&offset=-1&live=true', { live: ["can't be true when offset == -1"] }],
    ['table=t&offset=now&live=true', { live: ["can't be true when offset is 'now'"] }],
    ['offset=-1', { table: ["can't be blank"] }],
    ['table=t&offset=-1&replica=half', { replica: ['is invalid'] }],
    ['table=t&offset=-1&log=half', { log: ['is invalid'] }],
    ['table=t&offset=-1&columns=id,', { columns: ['Invalid zero-length delimited identifier'] }],
    ['table=t&offset=-1&params[1]=a&params[3]=b', { params: ['Parameters must be numbered sequentially, starting from 1'] }],
    ['table=t&offset=-1&params[x]=a', { params: ['Parameters can only be numbered from 1'] }],
    ['table=t&offset=-1&live_sse=true', { live_sse: ["can't be true unless live is also true"] }],
    ['table=t&offset=0_0&handle=h&live=true&live_sse=true', { live_sse: ['server-sent events are not served here, use long polling'] }],
    ['table=t&offset=-1&subset__limit=1', { subset: ['subset snapshots are not served here'] }],
  ])('%s is refused', (text, expected) => {
    expect(errors(text)).toEqual(expected)
  })

  it('define one shape whatever the order of its columns, and another for every other difference', () => {
    const key = (text: string): string => queryKey(parse(`offset=-1&${text}`).query)
    expect(key('table=t&columns=a,b')).toBe(key('table=public.T&columns=b,a'))
    const different = ['table=t', 'table=t&columns=a', 'table=t&where=a', 'table=t&where=a&params[1]=x', 'table=t&replica=full', 'table=t&log=changes_only', 'table=s.t']
    expect(new Set(different.map(key)).size).toBe(different.length)
  })
})
