import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { StartupError } from '../desk/startup-error.ts'
import { openMemoryHost } from '../transport/testing/memory-host.ts'
import { portMain } from '../transport/testing/windows.ts'
import type { FromHost } from './host-messages.ts'
import { serveParent } from './host-service.ts'

class ParentDouble extends EventEmitter {
  heard: FromHost[] = []
  postMessage(message: FromHost): void {
    this.heard.push(message)
  }
}

let dataDir: string
let parent: ParentDouble
let exits: number[]
const opening = () => ({ type: 'open', dataDir, serverUrl: 'https://centre.example', allowPlain: false, key: new Uint8Array(32) })
const tell = (data: unknown, ports: unknown[] = []) => parent.emit('message', { data, ports })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'chairside-test-host-'))
  parent = new ParentDouble()
  exits = []
})
afterEach(() => {
  process.removeAllListeners('uncaughtExceptionMonitor')
  rmSync(dataDir, { recursive: true, force: true })
})

it('opens the host it is told to open, serves the ports it is given, and closes everything before it ends', async () => {
  const wake = vi.fn<() => void>()
  const host = Object.assign(openMemoryHost(), { wake })
  serveParent(parent, { openHost: async () => host, exit: (code) => exits.push(code) })
  tell(opening())
  await vi.waitUntil(() => parent.heard.length === 1)
  expect(parent.heard).toEqual([{ type: 'ready' }])
  const { port1, port2 } = new MessageChannel()
  tell({ type: 'connect' }, [portMain(port1)])
  const answer = new Promise((resolve) => port2.once('message', resolve))
  port2.postMessage(JSON.stringify({ v: 1, id: 1, method: 'sync.status', input: {} }))
  expect(JSON.parse(String(await answer))).toMatchObject({ id: 1, ok: true })
  tell({ type: 'wake' })
  expect(wake).toHaveBeenCalledOnce()
  port2.close()
  tell({ type: 'close' })
  await vi.waitUntil(() => exits.length === 1)
  expect(exits).toEqual([0])
  expect(readFileSync(join(dataDir, 'desk.log'), 'utf8')).toContain('the host is ready')
})

it('says why it cannot open, and gives the folder back for the next try', async () => {
  const refuse = async () => {
    throw new StartupError('The data was written by a newer Chairside.')
  }
  serveParent(parent, { openHost: refuse, exit: (code) => exits.push(code) })
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    tell(opening())
    await vi.waitUntil(() => exits.length === attempt)
  }
  const failed = { type: 'failed', sentence: 'The data was written by a newer Chairside.' }
  expect(parent.heard).toEqual([failed, failed])
  expect(exits).toEqual([1, 1])
})

it('closes a port it cannot serve yet', async () => {
  serveParent(parent, { openHost: async () => openMemoryHost(), exit: () => {} })
  const { port1, port2 } = new MessageChannel()
  const closed = new Promise((resolve) => port2.once('close', () => resolve('closed')))
  tell({ type: 'connect' }, [portMain(port1)])
  expect(await closed).toBe('closed')
})
