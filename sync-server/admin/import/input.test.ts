import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseCsv } from './csv.ts'
import { decodeText, readTextFile } from './input.ts'

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))))

describe('the encoding of a file', () => {
  it('is UTF-8, with or without a byte order mark', () => {
    expect(decodeText(bytes('Muñoz'))).toEqual({ text: 'Muñoz', encoding: 'UTF-8' })
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], 'Muñoz'))).toEqual({ text: 'Muñoz', encoding: 'UTF-8' })
  })

  it('is Windows-1252 when it cannot be UTF-8', () => {
    expect(decodeText(bytes('Mu', [0xf1], 'oz ', [0x80]))).toEqual({ text: 'Muñoz €', encoding: 'Windows-1252' })
  })

  it('is UTF-16 when the file begins with its mark, as spreadsheets write "Unicode text"', () => {
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Muñoz', 'utf16le')]))).toEqual({ text: 'Muñoz', encoding: 'UTF-16' })
  })
})

describe('a file that is not what it should be', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'import-input-'))
  afterAll(() => rmSync(dir, { recursive: true }))
  const file = (name: string, content: string | Buffer) => {
    const full = path.join(dir, name)
    writeFileSync(full, content)
    return full
  }

  it('is refused with a sentence', async () => {
    await expect(readTextFile(path.join(dir, 'none.csv'))).rejects.toThrow(/^There is no such file: /)
    await expect(readTextFile(dir)).rejects.toThrow(/^That is a folder, not a file: /)
    await expect(readTextFile(file('empty.csv', ''))).rejects.toThrow('The file is empty.')
    await expect(readTextFile(file('blank.csv', ' \r\n\n'))).rejects.toThrow('The file is empty.')
    await expect(readTextFile(file('book.csv', 'PK\u0003\u0004rest'))).rejects.toThrow(/Excel workbook/)
    await expect(readTextFile(file('paper.csv', '%PDF-1.7'))).rejects.toThrow(/PDF/)
    await expect(readTextFile(file('binary.csv', Buffer.from([1, 0, 2, 0])))).rejects.toThrow(/not text/)
  })

  it.each([
    ['JSON', '{"patients": []}', /looks like JSON/],
    ['a web page', '<!DOCTYPE html><p>', /web page/],
    ['plain words', 'hello\nworld\n', /only one column/],
    ['a header alone', 'last_name,first_name\n', /nothing under it/],
    ['an open quote', 'last_name,first_name\n"Cruz,Maria\n', /^The file cannot be read as CSV: a quoted value is not closed/],
  ])('is refused when it is %s', (_, text, message) => {
    expect(() => parseCsv(text)).toThrow(message)
  })

  it('does not repeat its content in the message', () => {
    expect(() => parseCsv('last_name,first_name\n"Cruz"x,"Maria\n')).toThrow(/^(?!.*Cruz)/)
  })
})

describe('separated values', () => {
  it.each([[',', 'comma'], [';', 'semicolon'], ['\t', 'tab']])('may be separated by "%s"', (separator) => {
    const text = ['last_name', 'first_name', 'notes'].join(separator) + '\r\n' + ['Cruz', 'Maria', `"a${separator}b"`].join(separator)
    expect(parseCsv(text)).toEqual({ header: ['last_name', 'first_name', 'notes'], rows: [{ line: 2, cells: ['Cruz', 'Maria', `a${separator}b`] }] })
  })

  it('keep their line numbers across empty lines and lines within quotes', () => {
    const { rows } = parseCsv('a,b\n1,2\n\n,,\n"x\ny",3\n4,5\n')
    expect(rows.map((row) => [row.line, row.cells[0]])).toEqual([[2, '1'], [6, 'x\ny'], [7, '4']])
  })

  it('are not confused by separators within a quoted heading', () => {
    expect(parseCsv('"a,b,c";d\n1;2\n').header).toEqual(['a,b,c', 'd'])
  })
})
