import { createServer } from 'node:net';

/** A TCP port that nobody listens on at 127.0.0.1 at this moment. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** True when another program listens on this port of 127.0.0.1 (or this user may not use it). */
export async function portIsTaken(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return false;
  } catch {
    return true;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(actual));
    });
  });
}
