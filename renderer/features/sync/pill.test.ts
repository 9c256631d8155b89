import { describe, expect, it } from 'vitest'
import { syncStatus } from '../../testing/fixtures.ts'
import { contactSentences, pillOf, safetySentence } from './pill.ts'

const NOW = '2026-11-20T02:00:00.000Z'

describe('the sync pill', () => {
  it('says the network, what waits and what needs a person', () => {
    expect(pillOf(syncStatus(), true).text).toBe('Online')
    expect(pillOf(syncStatus({ network: 'offline', waiting: 3 }), true).text).toBe('Offline, 3 changes waiting')
    expect(pillOf(syncStatus({ waiting: 1, attention: 2 }), true).text).toBe('Online, 1 change waiting, 2 need attention')
    expect(pillOf(syncStatus({ attention: 1 }), true).text).toBe('Online, 1 needs attention')
  })

  it('says that it is connecting while nothing is known, and reconnecting when the host is away', () => {
    expect(pillOf(null, true)).toMatchObject({ kind: 'connecting', text: 'Connecting…' })
    expect(pillOf(syncStatus(), false)).toMatchObject({ kind: 'connecting', text: 'Reconnecting…' })
  })

  it('puts a problem that needs a person before the network', () => {
    expect(pillOf(syncStatus({ problem: 'This PC was removed.' }), true)).toMatchObject({ kind: 'problem', text: 'Needs help' })
  })

  it('says that the centre must be updated first when it cannot read what waits, and that nothing is lost by it', () => {
    const status = syncStatus({ held: true, waiting: 3, attention: 1 })
    expect(pillOf(status, true)).toMatchObject({ kind: 'problem', text: 'Needs help, The centre must be updated first: 3 changes wait, 1 needs attention' })
    expect(safetySentence(status, true)).toMatch(/^The centre must be updated first: 3 changes wait\. Everything is saved on this PC/)
    expect(safetySentence(syncStatus({ held: true, waiting: 1 }), true)).toContain('1 change waits')
  })

  it('says in plain words what is safe', () => {
    expect(safetySentence(syncStatus(), true)).toBe('Everything is saved on this PC and at the centre.')
    expect(safetySentence(syncStatus({ network: 'offline', waiting: 3 }), true)).toBe('Everything is saved on this PC. 3 changes will be sent when the network is back.')
    expect(safetySentence(syncStatus({ network: 'offline', waiting: 1 }), true)).toContain('1 change will be sent')
    expect(safetySentence(syncStatus({ waiting: 2 }), true)).toContain('2 changes are being sent')
    expect(safetySentence(syncStatus({ network: 'offline' }), true)).toContain('You can go on working')
  })

  it('never claims that the centre has what still waits', () => {
    for (const network of ['online', 'offline', 'connecting'] as const) expect(safetySentence(syncStatus({ network, waiting: 1 }), true)).not.toContain('at the centre')
    for (const network of ['offline', 'connecting'] as const) expect(safetySentence(syncStatus({ network }), true)).not.toContain('at the centre')
  })

  it('tells when the centre was last reached and since when something waits', () => {
    const status = syncStatus({ lastContactAt: '2026-11-20T01:55:00.000Z', waiting: 1, waitingSince: '2026-11-19T23:00:00.000Z' })
    expect(contactSentences(status, NOW)).toEqual(['Last contact with the centre: 5 minutes ago.', 'The oldest waiting change was made 3 hours ago.'])
    expect(contactSentences(syncStatus({ lastContactAt: null }), NOW)).toEqual(['This PC has not reached the centre yet.'])
  })

  it('calls a contact of the future just now, when the clock of this PC was put back', () => {
    expect(contactSentences(syncStatus({ lastContactAt: '2026-11-21T00:00:00.000Z' }), NOW)[0]).toContain('just now')
  })
})
