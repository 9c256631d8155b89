import { parentPort, Worker } from 'node:worker_threads'

/** Operations a thread offers, by name. */
export type Operations = Record<string, (...args: never[]) => unknown>

interface Call {
  id: number
  name: string
  args: unknown[]
}

/** An error crossing a thread keeps its kind, so that a refusal stays a refusal. */
interface Failure {
  name: string
  message: string
  code: string | undefined
  kind: string | undefined
}

type Reply = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: Failure }

/** Serves operations to the thread that started this one, strictly one after the other. */
export function serveOperations(operations: Operations): void {
  if (!parentPort) throw new TypeError('Only a worker thread serves operations')
  const port = parentPort
  let queue: Promise<void> = Promise.resolve()
  port.on('message', ({ id, name, args }: Call) => {
    queue = queue.then(() => reply(id, name, args))
  })
  const reply = async (id: number, name: string, args: unknown[]): Promise<void> => {
    try {
      const operation = operations[name]
      if (!operation) throw new TypeError(`No such operation: ${name}`)
      const value = await operation(...(args as never[]))
      port.postMessage({ id, ok: true, value } satisfies Reply)
    } catch (error) {
      port.postMessage({ id, ok: false, error: toFailure(error) } satisfies Reply)
    }
  }
}

function toFailure(error: unknown): Failure {
  const { name, message, code, kind } = error as Error & { code?: string; kind?: string }
  return { name, message, code, kind }
}

/** An error of another thread, with the name, code and kind it had there. */
export class RemoteError extends Error {
  readonly code: string | undefined
  readonly kind: string | undefined
  constructor(failure: Failure) {
    super(failure.message)
    this.name = failure.name
    this.code = failure.code
    this.kind = failure.kind
  }
}

/** The calling side of a worker thread. */
export class Thread<O extends Operations> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  readonly #onFailure: (error: RemoteError) => void
  #nextId = 1
  #ended: Error | undefined

  /** @param onFailure hears of every call that failed there, beside whoever made it */
  constructor(url: URL, workerData: unknown, onDeath: (error: Error) => void = () => {}, onFailure: (error: RemoteError) => void = () => {}) {
    this.#onFailure = onFailure
    this.#worker = new Worker(url, { workerData })
    this.#worker.on('message', (reply: Reply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#end(error as Error, onDeath))
    this.#worker.on('exit', () => this.#end(new Error('The thread has ended.'), () => {}))
  }

  /** Calls an operation; rejects with RemoteError when it throws there. */
  call<N extends keyof O & string>(name: N, ...args: Parameters<O[N]>): Promise<Awaited<ReturnType<O[N]>>> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, name, args } satisfies Call)
    })
  }

  /** How many calls have not been answered yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.ok) return waiting?.resolve(reply.value as never)
    const error = new RemoteError(reply.error)
    waiting?.reject(error)
    this.#onFailure(error)
  }

  #end(error: Error, onDeath: (error: Error) => void): void {
    if (this.#ended) return
    this.#ended = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    onDeath(error)
  }
}
