import { describe, expect, it, vi } from 'vitest'
import { messagePortTransport } from './message-port.ts'

/** A window that posts messages to itself, as far as the transport needs one. */
function fakeWindow() {
  const target = new EventTarget()
  const connect = vi.fn<() => void>()
  const win = Object.assign(target, { chairside: { connect } }) as unknown as Window
  const post = (data: unknown, ports: MessagePort[], source: unknown = win) => {
    const event = Object.assign(new Event('message'), { data, ports, source })
    target.dispatchEvent(event)
  }
  return { win, connect, post }
}

describe('the line inside Electron', () => {
  it('asks the preload script for a port and talks JSON over it both ways', async () => {
    const { win, connect, post } = fakeWindow()
    const line = messagePortTransport(win)
    const heard: string[] = []
    line.onMessage((json) => heard.push(json))
    expect(connect).toHaveBeenCalledTimes(1)

    const channel = new MessageChannel()
    const arrived = new Promise<string>((resolve) => {
      channel.port2.addEventListener('message', (event) => resolve(event.data as string))
      channel.port2.start()
    })
    post('chairside-port', [channel.port1])
    line.send('{"id":1}')
    channel.port2.postMessage('{"ok":true}')
    expect(await arrived).toBe('{"id":1}')
    await vi.waitFor(() => expect(heard).toEqual(['{"ok":true}']))
    line.close()
    channel.port2.close()
  })

  it('takes no port from another window or under another name', () => {
    const { win, post } = fakeWindow()
    const line = messagePortTransport(win)
    const opened = vi.fn<() => void>()
    line.onOpen(opened)
    const channel = new MessageChannel()
    post('chairside-port', [channel.port1], {})
    post('something-else', [channel.port1])
    expect(opened).not.toHaveBeenCalled()
    line.close()
    channel.port1.close()
  })

  it('changes over to a new port when the host was restarted', () => {
    const { win, post } = fakeWindow()
    const line = messagePortTransport(win)
    const states: string[] = []
    line.onOpen(() => states.push('open'))
    line.onClose(() => states.push('closed'))
    const [first, second] = [new MessageChannel(), new MessageChannel()]
    post('chairside-port', [first.port1])
    post('chairside-port', [second.port1])
    expect(states).toEqual(['open', 'closed', 'open'])
    line.close()
    for (const port of [first.port1, second.port1]) port.close()
  })
})
