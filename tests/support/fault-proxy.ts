import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { Relay } from './relay.ts'
import type { LineSpeed } from './relay.ts'

export type Direction = 'to_centre' | 'to_desk'

/**
 * What becomes of connections that hung: broken, as behind a rebooted router; carried on, as TCP does after a short
 * gap; or dead without a word, as behind a router that forgot them.
 */
export type Healing = 'reset' | 'resume' | 'forgotten'

const BOTH: readonly Direction[] = ['to_centre', 'to_desk']

/** The cable between a desk and the centre, which a test can pull. */
export class FaultProxy {
  readonly url: string
  readonly #server: Server
  readonly #target: { host: string; port: number }
  readonly #sockets = new Set<Socket>()
  readonly #joints = new Set<Record<Direction, Relay>>()
  /** Connections that a desk opened into a silent line. */
  #unheard: Socket[] = []
  #isDown = false
  #held = new Set<Direction>()
  #speed: LineSpeed | null = null
  /** Bytes that the centre may still send before the cable is pulled; null for any number. */
  #bytesLeft: number | null = null

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server
    this.#target = target
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async before(target: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(target)
    const server = createServer({ pauseOnConnect: false })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const proxy = new FaultProxy(server, { host: hostname, port: Number(port) })
    server.on('connection', (near) => proxy.#accept(near))
    return proxy
  }

  /** Every connection breaks and none comes about: the cable is out. */
  cut(): void {
    this.#isDown = true
    this.#bytesLeft = null
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Pulls the cable in the middle, once the centre has sent this many more bytes. */
  cutAfter(bytes: number): void {
    this.#bytesLeft = bytes
  }

  /** Whether the cable is out: pulled by a test, or in the middle by itself. */
  get isOut(): boolean {
    return this.#isDown
  }

  /** How many connections desks have opened into the silent line. */
  get unheard(): number {
    return this.#unheard.length
  }

  /** Connections stand, and nothing comes through: the worst kind of network. */
  silence(): void {
    this.block(...BOTH)
  }

  /** Connections stand, but nothing comes through in these directions. */
  block(...directions: readonly Direction[]): void {
    this.#held = new Set(directions)
    for (const joint of this.#joints) for (const direction of directions) joint[direction].hold()
  }

  /** Everything comes through, but slowly. */
  slow(speed: LineSpeed): void {
    this.#setSpeed(speed)
  }

  heal(how: Healing = 'reset'): void {
    const unheard = this.#unheard.splice(0)
    const isHung = this.#held.size > 0
    this.#isDown = false
    this.#held.clear()
    this.#bytesLeft = null
    this.#setSpeed(null)
    if (isHung && how === 'reset') for (const socket of this.#sockets) socket.destroy()
    if (isHung && how === 'forgotten') this.#joints.clear()
    if (how !== 'resume') return
    for (const near of unheard) this.#join(near)
    for (const joint of this.#joints) for (const direction of BOTH) joint[direction].release()
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #setSpeed(speed: LineSpeed | null): void {
    this.#speed = speed
    for (const joint of this.#joints) for (const direction of BOTH) joint[direction].setSpeed(speed)
  }

  #accept(near: Socket): void {
    this.#track(near)
    if (this.#isDown) return void near.destroy()
    if (this.#held.size === 0) return this.#join(near)
    near.pause()
    this.#unheard.push(near)
  }

  #join(near: Socket): void {
    const far = connect(this.#target.port, this.#target.host)
    this.#track(far)
    const joint = {
      to_centre: new Relay(near, far, this.#speed, () => {}),
      to_desk: new Relay(far, near, this.#speed, (bytes) => this.#count(bytes)),
    }
    this.#joints.add(joint)
    // Not when the near end closes: while the line hangs the far end has not heard of it, and must when it is healed.
    far.on('close', () => this.#joints.delete(joint))
    near.resume()
  }

  #count(bytes: number): void {
    if (this.#bytesLeft === null) return
    this.#bytesLeft -= bytes
    if (this.#bytesLeft < 0) this.cut()
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
