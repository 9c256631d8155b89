import { WebSocket } from 'ws'
import { CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import type { ApiMessage, MethodInput, MethodName, MethodOutput } from '../../shared/protocol/clinic-api.ts'
import type { SyncStatus } from '../../shared/protocol/views.ts'

/** The desk's host is gone, or the window was closed: whether the call was carried out nobody knows. */
export class WindowLost extends Error {
  override readonly name = 'WindowLost'
  constructor() {
    super('the line to the host broke before it answered')
  }
}

/** A window without a screen: speaks the ClinicApi over the real WebSocket, as the renderer does. */
export class TestWindow {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { answered: (message: Extract<ApiMessage, { id: number }>) => void; lost: (error: Error) => void }>()
  #nextId = 1

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ApiMessage
      if ('id' in message) this.#waiting.get(message.id)?.answered(message)
    })
    socket.on('close', () => {
      for (const { lost } of this.#waiting.values()) lost(new WindowLost())
    })
  }

  static async open(deskUrl: string): Promise<TestWindow> {
    const url = new URL(deskUrl)
    const token = url.hash.replace('#token=', '')
    const socket = new WebSocket(`ws://${url.host}/api`, ['chairside.v1', token], { origin: url.origin })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve())
      socket.once('error', reject)
    })
    return new TestWindow(socket)
  }

  /** Opens the desk and signs in, waiting for the first copy of the data. */
  static async signedIn(deskUrl: string, username: string): Promise<TestWindow> {
    const window = await TestWindow.open(deskUrl)
    await until(async () => (await window.call('session.state', {})).stage === 'sign_in')
    await window.call('session.signIn', { username, password: 'chairside' })
    return window
  }

  async call<N extends MethodName>(method: N, input: MethodInput<N>): Promise<MethodOutput<N>> {
    const id = this.#nextId++
    if (this.#socket.readyState !== WebSocket.OPEN) throw new WindowLost()
    const answering = new Promise<Extract<ApiMessage, { id: number }>>((answered, lost) => this.#waiting.set(id, { answered, lost }))
    this.#socket.send(JSON.stringify({ v: CLINIC_API_VERSION, id, method, input }))
    const answer = await answering.finally(() => this.#waiting.delete(id))
    if (!answer.ok) throw Object.assign(new Error(answer.error.message), answer.error)
    return answer.result as MethodOutput<N>
  }

  /** Waits until the desk's status is as wished; rejects with the last one after `ms`. */
  async syncIs(wished: (status: SyncStatus) => boolean, ms = 20_000, pauseMs = 20): Promise<SyncStatus> {
    let last: SyncStatus | undefined
    await until(async () => wished((last = await this.call('sync.status', {}))), ms, pauseMs).catch(() => {
      throw new Error(`the desk's sync stayed at ${JSON.stringify(last)}`)
    })
    return last!
  }

  close(): void {
    this.#socket.close()
  }
}

/** Asks again and again, briefly apart, until the answer is yes; less often where to ask is dear. */
export async function until(condition: () => Promise<boolean>, ms = 20_000, pauseMs = 20): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not come about in time')
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
