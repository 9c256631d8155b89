import { describe, expect, it, vi } from 'vitest'
import type { SessionUser } from '../../shared/protocol/views.ts'
import type { Desk } from './desk.ts'
import { Attempts } from './session.ts'
import { Sessions } from './sessions.ts'
import type { Holder } from './sessions.ts'

const WINDOW = '5f0c2d5e-6c0a-4a63-9f5a-0a6c51c9d7aa'
const maria = { id: 'u1', displayName: 'Maria', username: 'maria', roleCode: 'receptionist', isDentist: false, permissions: [] } satisfies SessionUser

function sessionsOf() {
  const sessions = new Sessions({} as Desk, new Attempts())
  const connection = (): Holder & { lostSession: ReturnType<typeof vi.fn<() => void>> } => ({ session: sessions.fresh(), lostSession: vi.fn<() => void>() })
  return { sessions, connection }
}

describe('sessions of windows', () => {
  it('give a reloaded window the person who was signed in', () => {
    const { sessions, connection } = sessionsOf()
    const first = connection()
    sessions.attach(WINDOW, first)
    first.session.user = maria
    sessions.release(first)
    const second = connection()
    sessions.attach(WINDOW, second)
    expect(second.session.user).toEqual(maria)
  })

  it('leave a window with another id signed out', () => {
    const { sessions, connection } = sessionsOf()
    const first = connection()
    sessions.attach(WINDOW, first)
    first.session.user = maria
    sessions.release(first)
    const other = connection()
    sessions.attach('00000000-0000-4000-8000-000000000000', other)
    expect(other.session.user).toBeNull()
  })

  it('move to the newest connection of a window, and sign the one before out', () => {
    const { sessions, connection } = sessionsOf()
    const first = connection()
    sessions.attach(WINDOW, first)
    first.session.user = maria
    const second = connection()
    sessions.attach(WINDOW, second)
    expect(second.session.user).toEqual(maria)
    expect(first.session.user).toBeNull()
    expect(first.lostSession).toHaveBeenCalledOnce()
  })

  it('end ten minutes after their window has gone', () => {
    vi.useFakeTimers()
    try {
      const { sessions, connection } = sessionsOf()
      const first = connection()
      sessions.attach(WINDOW, first)
      first.session.user = maria
      sessions.release(first)
      vi.advanceTimersByTime(10 * 60_000 + 1)
      const late = connection()
      sessions.attach(WINDOW, late)
      expect(late.session.user).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })
})
