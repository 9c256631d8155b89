import { describe, expect, it } from 'vitest'
import { parseColumnList, parseIdentifier, parseTableName, quoteName, quoteText } from './identifiers.ts'

describe('identifiers', () => {
  it('fold when unquoted and are kept when quoted', () => {
    expect(parseIdentifier('FooBar')).toEqual({ ok: true, value: 'foobar' })
    expect(parseIdentifier('"Foo Bar"')).toEqual({ ok: true, value: 'Foo Bar' })
    expect(parseIdentifier('"a""b"')).toEqual({ ok: true, value: 'a"b' })
  })

  it('are refused in the words of Electric', () => {
    const error = (text: string): string => {
      const parsed = parseIdentifier(text)
      return parsed.ok ? '' : parsed.error
    }
    expect(error('')).toBe('Invalid zero-length delimited identifier')
    expect(error('""')).toBe('Invalid zero-length delimited identifier')
    expect(error('foob@r')).toBe('Invalid unquoted identifier contains special characters: foob@r')
    expect(error('"Foo"Bar"')).toBe('Invalid identifier with unescaped quote: Foo"Bar')
  })

  it('name a table with or without a schema', () => {
    expect(parseTableName('items')).toEqual({ ok: true, value: { schema: 'public', table: 'items' } })
    expect(parseTableName('"My.Schema"."t able"')).toEqual({ ok: true, value: { schema: 'My.Schema', table: 't able' } })
    expect(parseTableName('a.b.c').ok).toBe(false)
    expect(parseTableName('items; drop table x').ok).toBe(false)
  })

  it('make a column list, commas inside quotes included', () => {
    expect(parseColumnList('id,"PoTaTo,sunday",Foo,id')).toEqual({ ok: true, value: ['id', 'PoTaTo,sunday', 'foo'] })
    expect(parseColumnList('foo,').ok).toBe(false)
    expect(parseColumnList('').ok).toBe(false)
  })

  it('are quoted for SQL so that nothing can break out', () => {
    expect(quoteName('a"b')).toBe('"a""b"')
    expect(quoteText("it's")).toBe("'it''s'")
    expect(quoteText('a\\b')).toBe("E'a\\\\b'")
  })
})
