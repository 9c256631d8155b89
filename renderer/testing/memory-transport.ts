import type { ApiErrorKind, ApiEvent, ApiRequest, MethodInput, MethodName, MethodOutput } from '../../shared/protocol/clinic-api.ts'
import { Line } from '../api/transport.ts'
import type { Transport } from '../api/transport.ts'

/** What a scripted host answers, call by call; a handler may throw an `ApiError`-like object. */
export type Script = { [N in MethodName]?: (input: MethodInput<N>) => MethodOutput<N> | Promise<MethodOutput<N>> }

/** A host in memory for the tests: answers from a script, and its line can be cut and restored. */
export class MemoryHost {
  readonly requests: ApiRequest[] = []
  readonly transport: Transport
  script: Script
  #line = new Line()

  constructor(script: Script = {}, options: { open?: boolean } = {}) {
    this.script = script
    this.#line.isOpen = options.open ?? true
    this.transport = {
      send: (json) => this.#receive(JSON.parse(json) as ApiRequest),
      onMessage: this.#line.onMessage,
      onOpen: this.#line.onOpen,
      onClose: this.#line.onClose,
      close: () => this.#line.closed(),
    }
  }

  open(): void {
    this.#line.opened()
  }
  cut(): void {
    this.#line.closed()
  }
  emit(event: ApiEvent): void {
    this.#deliver(event)
  }
  /** Sends any text to the page, such as an answer made by hand. */
  say(message: unknown): void {
    this.#deliver(message)
  }
  /** The inputs of the calls of one method so far, oldest first. */
  inputsOf<N extends MethodName>(name: N): MethodInput<N>[] {
    return this.requests.filter((request) => request.method === name).map((request) => request.input as MethodInput<N>)
  }

  #deliver(message: unknown): void {
    if (this.#line.isOpen) this.#line.received(typeof message === 'string' ? message : JSON.stringify(message))
  }

  #receive(request: ApiRequest): void {
    this.requests.push(request)
    const handler = this.script[request.method as MethodName] as ((input: unknown) => unknown) | undefined
    if (!handler) return
    void this.#answer(request, handler)
  }

  async #answer(request: ApiRequest, handler: (input: unknown) => unknown): Promise<void> {
    try {
      this.#deliver({ id: request.id, ok: true, result: await handler(request.input) })
    } catch (cause) {
      const { kind = 'internal', message = 'failed', code } = cause as { kind?: ApiErrorKind; message?: string; code?: string }
      this.#deliver({ id: request.id, ok: false, error: { kind, message, code } })
    }
  }
}
