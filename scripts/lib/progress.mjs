const EVERY_MS = process.stderr.isTTY ? 1000 : 5000

/** Writes one line for the person at the terminal. Standard output stays free for results. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Announces a long step and keeps telling how long it has been going on: in place on a terminal, a line every five
 * seconds elsewhere.
 * @param {string} what e.g. "Installing the packages"
 * @returns {{ detail(text: string): void, done(): void, fail(): void }}
 */
export function startProgress(what) {
  const started = Date.now()
  let detail = ''
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const line = () => `${what} ... ${seconds()} s${detail && ` (${detail})`}`
  say(`${what} ...`)
  const timer = setInterval(() => {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line()}` : `${line()}\n`)
  }, EVERY_MS)
  timer.unref()
  const end = (how) => {
    clearInterval(timer)
    process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[2K' : ''}${what}: ${how} after ${seconds()} s\n`)
  }
  return { detail: (text) => (detail = text), done: () => end('done'), fail: () => end('failed') }
}
