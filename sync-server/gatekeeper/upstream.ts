/** Where shapes come from: the embedded service or Electric. The secret never leaves the centre. */
export interface ShapeSource {
  url: string
  secret?: string | undefined
}

/** The shape source cannot be reached. Carries no address: it would hold the secret. */
export class UpstreamDown extends Error {
  override name = 'UpstreamDown'
}

/**
 * Asks the shape source. Electric closes every connection after 50 requests, so one that breaks before its headers is
 * tried once more; reading is harmless to repeat.
 * @throws {UpstreamDown} or the signal's AbortError
 */
export async function askUpstream(source: ShapeSource, query: URLSearchParams, signal: AbortSignal): Promise<Response> {
  const url = `${source.url.replace(/\/+$/, '')}/v1/shape?${withSecret(query, source.secret)}`
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json', 'accept-encoding': 'identity' } })
    } catch (error) {
      signal.throwIfAborted()
      if (attempt >= 2 || isRefused(error)) throw new UpstreamDown('The shape source cannot be reached.')
    }
  }
}

function withSecret(query: URLSearchParams, secret: string | undefined): URLSearchParams {
  const all = new URLSearchParams(query)
  if (secret) all.set('secret', secret)
  return all
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}
