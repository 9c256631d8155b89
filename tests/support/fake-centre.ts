import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Socket } from 'node:net'
import { EPOCH_HEADER } from '../../shared/protocol/epoch.ts'
import { PUSH_PROTOCOL, pushRequest } from '../../shared/protocol/push.ts'
import type { PushMutation, PushResult } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION, TABLE_NAMES } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { FakeShapes } from './fake-shapes.ts'
import { ModelCentre } from './model-centre.ts'
import type { SavedCentre } from './model-centre.ts'
import { DESK_2 } from './world.ts'
import type { World } from './world.ts'

export type Route = 'push' | 'shape' | 'health' | 'other'
/** Answers a request itself, or lets it `pass`. */
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void | 'pass' | Promise<void | 'pass'>

/** What goes wrong with requests of a route, how often. */
export interface Fault {
  route?: Route
  table?: TableName
  times?: number
  /** `lose`: done, but the answer never arrives. `hang`: nothing ever answers. Else a scripted answer. */
  with: 'destroy' | 'hang' | 'lose' | Handler
}

/** Answers with this status and body, whatever was asked. */
export const answering = (status: number, body: string, headers: Record<string, string> = {}): Handler => (_request, response) => void response.writeHead(status, headers).end(body)

/**
 * A centre over real HTTP on this machine, whose network can be made to do anything: the rows and
 * answers are a ModelCentre's, the shapes a FakeShapes', and the faults the test's.
 */
export class FakeCentre {
  readonly model: ModelCentre
  readonly shapes = new FakeShapes()
  /** Requests that arrived, by route. */
  readonly seen: Record<Route, number> = { push: 0, shape: 0, health: 0, other: 0 }
  /** Tables of which shapes were asked outside a long poll, in order. */
  readonly asked: string[] = []
  readonly pushes: PushMutation[][] = []
  /** Routes beyond push, shapes and health, by path. */
  readonly routes = new Map<string, Handler>()
  url = ''
  /** The database that every answer speaks for; null for a centre that does not say. */
  epoch: string | null = null
  /** The schema of this centre's program. */
  schema = SCHEMA_VERSION
  /** Whether this centre can read a mutation; one that it cannot it holds. */
  reads: (mutation: PushMutation) => boolean = () => true
  #faults: Fault[] = []
  #otherSeq = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(rows?: World) {
    this.model = new ModelCentre(rows)
    for (const table of TABLE_NAMES) this.shapes.load(table, this.model.rowsOf(table))
    this.#server = createServer((request, response) => void this.#handle(request, response).catch(() => response.destroy()))
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(rows?: World, port = 0): Promise<FakeCentre> {
    const centre = new FakeCentre(rows)
    await new Promise<void>((resolve) => centre.#server.listen(port, '127.0.0.1', resolve))
    centre.url = `http://127.0.0.1:${(centre.#server.address() as AddressInfo).port}`
    return centre
  }

  async close(): Promise<void> {
    this.#faults = []
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.model.close()
  }

  fail(fault: Fault): void {
    this.#faults.push({ ...fault, times: fault.times ?? Infinity })
  }

  /** The network is whole again. */
  heal(): void {
    this.#faults = []
    this.shapes.wake()
  }

  /** Every connection breaks, as when a cable is pulled; combine with `fail` to keep it so. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** The centre is restored from a backup made with `model.save()`. */
  restore(saved: SavedCentre): void {
    this.model.restore(saved)
    this.shapes.reset((table) => this.model.rowsOf(table))
  }

  /** Another desk's mutation is decided. */
  async elsewhere(mutation: Omit<PushMutation, 'seq'>): Promise<PushResult> {
    const decided = await this.model.decide(DESK_2, { ...mutation, seq: ++this.#otherSeq })
    this.shapes.commit(decided.changes)
    return decided.result
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url)
    const route = routeOf(url.pathname)
    this.seen[route]++
    if (route === 'shape' && url.searchParams.get('live') !== 'true') this.asked.push(url.searchParams.get('table') ?? '')
    this.#signed(response)
    const body = await bodyOf(request)
    const fault = this.#faultFor(route, url)
    if (fault?.with === 'destroy') return void request.socket.destroy()
    if (fault?.with === 'hang') return
    if (typeof fault?.with === 'function' && (await fault.with(request, response, body)) !== 'pass') return
    // The work is done, the answer gets lost.
    const out = fault?.with === 'lose' ? lostAnswer(request) : response
    if (route === 'health') return void out.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'ok', version: '0.1.0', schema: this.schema, protocol: PUSH_PROTOCOL, serverTime: new Date().toISOString() }))
    if (route === 'push') return this.#push(out, body)
    if (route === 'shape') return this.shapes.answer(out, url.searchParams)
    const handler = this.routes.get(url.pathname)
    if (handler) return void (await handler(request, out, body))
    out.writeHead(404).end('{}')
  }

  /** An answer speaks for the database there is when it goes out, not when it was asked for. */
  #signed(response: ServerResponse): void {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
    response.writeHead = ((...args: unknown[]) => {
      if (this.epoch !== null) response.setHeader(EPOCH_HEADER, this.epoch)
      return writeHead(...args)
    }) as typeof response.writeHead
  }

  #faultFor(route: Route, url: URL): Fault | undefined {
    const fault = this.#faults.find((each) => (!each.route || each.route === route) && (!each.table || each.table === url.searchParams.get('table')))
    if (fault && --fault.times! <= 0) this.#faults = this.#faults.filter((each) => each !== fault)
    return fault
  }

  async #push(response: ServerResponse, body: string): Promise<void> {
    const { clientId, mutations } = pushRequest.parse(JSON.parse(body))
    this.pushes.push(mutations)
    const results: PushResult[] = []
    let end: object = { kind: 'done' }
    for (const mutation of mutations) {
      if (!this.reads(mutation)) {
        end = { kind: 'held', schema: this.schema }
        break
      }
      const taken = await this.model.take(clientId, mutation)
      if ('expected' in taken) {
        end = { kind: taken.reused ? 'renumber' : 'gap', expected: taken.expected }
        break
      }
      this.shapes.commit(taken.changes)
      results.push(taken.result)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...end, results, serverTime: new Date().toISOString() }))
  }
}

function routeOf(path: string): Route {
  return path === '/v1/push' ? 'push' : path === '/v1/shape' ? 'shape' : path === '/v1/health' ? 'health' : 'other'
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}

function lostAnswer(request: IncomingMessage): ServerResponse {
  const lost = { writeHead: () => lost, end: () => request.socket.destroy(), once: () => lost }
  return lost as unknown as ServerResponse
}
