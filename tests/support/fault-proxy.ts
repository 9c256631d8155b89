import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** The cable between a desk and the centre, which a test can pull. */
export class FaultProxy {
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #state: 'up' | 'down' | 'silent' = 'up'
  /** Bytes that the centre may still send before the cable is pulled; null for any number. */
  #bytesLeft: number | null = null

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async before(target: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(target)
    const server = createServer({ pauseOnConnect: false })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const proxy = new FaultProxy(server)
    server.on('connection', (near) => proxy.#join(near, hostname, Number(port)))
    return proxy
  }

  /** Every connection breaks and none comes about: the cable is out. */
  cut(): void {
    this.#state = 'down'
    this.#bytesLeft = null
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Pulls the cable in the middle, once the centre has sent this many more bytes. */
  cutAfter(bytes: number): void {
    this.#bytesLeft = bytes
  }

  /** Connections stand, and nothing comes through: the worst kind of network. */
  silence(): void {
    this.#state = 'silent'
    for (const socket of this.#sockets) socket.pause()
  }

  heal(): void {
    // What hung in a silent link is lost, as it would be behind a rebooted router.
    if (this.#state === 'silent') for (const socket of this.#sockets) socket.destroy()
    this.#state = 'up'
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(near: Socket, host: string, port: number): void {
    this.#track(near)
    if (this.#state === 'down') return void near.destroy()
    if (this.#state === 'silent') return void near.pause()
    const far = connect(port, host)
    this.#track(far)
    near.pipe(far)
    far.pipe(near)
    far.on('data', (chunk: Buffer) => this.#count(chunk.length))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
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
