import { describe, expect, it } from 'vitest'
import { readImportOptions } from './options.ts'

describe('the command line of an import', () => {
  it('has careful defaults', () => {
    expect(readImportOptions(['patients', 'file.csv'], {})).toEqual({
      kind: 'patients', file: 'file.csv', dryRun: false, data: undefined, databaseUrl: undefined, clinicId: undefined, report: undefined,
      dateOrder: 'iso', source: 'csv', createDuplicates: false, verbose: false,
    })
  })

  it('takes the named folder before the database of the environment', () => {
    const env = { DATABASE_URL: 'postgres://user:secret@host/db' }
    expect(readImportOptions(['teeth', 'f', '--data', '/clinic'], env)).toMatchObject({ data: '/clinic', databaseUrl: undefined })
    expect(readImportOptions(['teeth', 'f'], env)).toMatchObject({ data: undefined, databaseUrl: env.DATABASE_URL })
  })

  it('gives help when asked', () => {
    expect(readImportOptions(['--help'], {})).toBe('help')
  })

  it.each([
    [[], /^Say what to import/],
    [['people', 'f'], /^"people" cannot be imported: it must be patients, teeth, apexo\./],
    [['patients'], /^Name the file/],
    [['patients', 'a', 'b'], /one file at a time/],
    [['patients', 'f', '--date-order', 'ymd'], /must be mdy, dmy or iso/],
    [['patients', 'f', '--clinic', '1'], /id of a clinic/],
    [['patients', 'f', '--source', 'a b'], /short name/],
    [['patients', 'f', '--wrong'], /Unknown option '--wrong'/],
  ])('%j is refused with a sentence', (argv, message) => {
    expect(() => readImportOptions(argv, {})).toThrow(message)
  })

  it('does not repeat a database address, which holds a password', () => {
    expect(() => readImportOptions(['teeth', 'f'], { DATABASE_URL: 'mysql://user:secret@host' })).toThrow(/^DATABASE_URL is not the address of a PostgreSQL database\.$/)
  })
})
