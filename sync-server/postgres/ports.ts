import { createServer } from 'node:net'
import { systemErrorCode } from './errors.ts'

/** A TCP port that nobody listens on at 127.0.0.1 at this moment. */
export async function freePort(): Promise<number> {
  return listenOnce(0)
}

/** Why this port of 127.0.0.1 cannot be listened on: a sentence for the person, or undefined when it can. */
export async function portProblem(port: number): Promise<string | undefined> {
  try {
    await listenOnce(port)
    return undefined
  } catch (error) {
    if (systemErrorCode(error) === 'EACCES') return `This user may not use port ${port}. Choose one above 1023.`
    return `Port ${port} on this computer is already used by another program. Choose another port.`
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(actual))
    })
  })
}
