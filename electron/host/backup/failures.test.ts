import { describe, expect, it } from 'vitest'
import { isDamage, isDiskFull, isForbidden } from './failures.ts'

const failed = (code: string) => Object.assign(new Error('x'), { code })

describe('what an error says of the disk', () => {
  it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_IOERR_FSYNC', 'EIO'])('%s: the file or the disk does not give back what was written', (code) => {
    expect([isDamage(failed(code)), isDiskFull(failed(code))]).toEqual([true, false])
  })

  it.each(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE'])('%s: there is no room, and nothing is damaged', (code) => {
    expect([isDamage(failed(code)), isDiskFull(failed(code))]).toEqual([false, true])
  })

  it.each(['SQLITE_BUSY', 'SQLITE_CONSTRAINT', 'ECONNREFUSED', 'invalid', ''])('%s: nothing', (code) => {
    expect([isDamage(failed(code)), isDiskFull(failed(code)), isForbidden(failed(code))]).toEqual([false, false, false])
  })

  it('without a code it says nothing either', () => {
    expect([isDamage(undefined), isDamage(new Error('x')), isDiskFull(null), isForbidden('EACCES')]).toEqual([false, false, false, false])
  })
})
