import { describe, expect, it } from 'vitest'
import { hashPassword, isVerifier, passwordMatches } from './passwords.ts'

const SALT = 'c29tZXNhbHRzb21lc2FsdA'
const HASH = 'UGVw3Yl2zqTbAfvvu/9wMqAYVqVsf1p6GwYfhtmPsLs'

describe('passwords', () => {
  it('match their own verifier only', async () => {
    const verifier = await hashPassword('Ñandú ₱ 123')
    expect(isVerifier(verifier)).toBe(true)
    expect(await passwordMatches(verifier, 'Ñandú ₱ 123')).toBe(true)
    expect(await passwordMatches(verifier, 'Nandu ₱ 123')).toBe(false)
  })

  it('never match without a verifier, nor with one that is not argon2id', async () => {
    expect(await passwordMatches(undefined, 'nobody signs in with this')).toBe(false)
    expect(await passwordMatches('plain', 'plain')).toBe(false)
  })

  it.each([
    ['$argon2id$v=19$m=19456,t=2,p=1', true],
    ['$argon2id$v=19$m=65536,t=3,p=4', true],
    ['$argon2i$v=19$m=65536,t=3,p=4', false],
    ['$argon2id$v=16$m=65536,t=3,p=4', false],
    ['$argon2id$v=19$m=9999999,t=3,p=4', false],
    ['$argon2id$v=19$m=65536,t=999,p=4', false],
    ['$argon2id$v=19$m=65536,t=3,p=99', false],
    ['$argon2id$v=19$m=4,t=1,p=1', false],
    ['$argon2id$v=19$m=65536,t=0,p=1', false],
  ])('accept the cost %s: %s', (head, accepted) => {
    expect(isVerifier(`${head}$${SALT}$${HASH}`)).toBe(accepted)
  })
})
