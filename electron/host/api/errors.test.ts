import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import { Refusal } from '../../../shared/mutators/mutator.ts'
import { RemoteError } from '../store/rpc.ts'
import { toApiError } from './errors.ts'

function told(error: unknown) {
  const logged: object[] = []
  const { kind, message, code } = toApiError(error, (entry) => logged.push(entry))
  return { kind, message, code, logged }
}

const remote = (name: string, message: string, code?: string) => new RemoteError({ name, message, code, kind: undefined })

describe('what a window is told of an error', () => {
  it('is a refusal as it was said, also when it comes from another thread', () => {
    expect(told(new Refusal('slot_taken', 'The chair is taken.'))).toEqual({ kind: 'refused', message: 'The chair is taken.', code: 'slot_taken', logged: [] })
    expect(told(remote('Refusal', 'The name is missing.', 'invalid'))).toMatchObject({ kind: 'invalid', message: 'The name is missing.' })
  })

  it.each(['SQLITE_FULL', 'ENOSPC'])('is that the disk is full when it is (%s), and that nothing was saved', (code) => {
    expect(told(remote('SqliteError', 'database or disk is full', code))).toMatchObject({ kind: 'disk_full', message: expect.stringMatching(/disk of this PC is full. Nothing was saved/) as unknown })
  })

  it('is a plain sentence for everything else; the log gets the class of it and nothing personal', () => {
    const { kind, message, logged } = told(remote('SqliteError', `no such row for Muñoz, born 1990`, 'SQLITE_ERROR'))
    expect(kind).toBe('internal')
    expect(message).not.toMatch(/Muñoz|Sqlite/)
    expect(logged).toEqual([{ reason: 'SqliteError', code: 'SQLITE_ERROR' }])
  })

  it('is what the host meant it to be when the host made it', () => {
    expect(told(new ApiError('offline', 'No network.', 'x'))).toMatchObject({ kind: 'offline', message: 'No network.', code: 'x' })
  })
})
