/** What can be asked of the stopwatch in the page; it lives on `window`. */
export interface Stopwatch {
  /** Begins to look at the page once a frame, until it stands as asked. */
  watch(stands: () => boolean): void
  /** Milliseconds from the last key to the end of the frame in which it stood so; rejects after 20 s. */
  read(): Promise<number>
  /** Tasks of more than 50 ms since this was last asked, in milliseconds. */
  longTasks(): number[]
}

declare global {
  interface Window {
    stopwatch: Stopwatch
  }
}

/**
 * Installs the stopwatch before the page's own scripts. It starts with the key as the browser took it, so that what the
 * key had to wait for counts, looks once a frame, and stops when that frame has been painted. It runs in the page, so it
 * uses nothing from outside.
 */
export function installStopwatch(): void {
  const PATIENCE_MS = 20_000
  let lastKey = 0
  let long: number[] = []
  window.addEventListener('keydown', (event) => (lastKey = event.timeStamp), { capture: true })
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
  // A message comes right after the frame; a timer might come later.
  const afterPaint = () => new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => resolve())
    port1.start()
    port2.postMessage(null)
  })
  let watched = Promise.resolve(0)
  window.stopwatch = {
    watch: (stands) => void (watched = new Promise((resolve, reject) => {
      const began = performance.now()
      const look = () => {
        if (performance.now() - began > PATIENCE_MS) reject(new Error('The page does not come to stand as asked.'))
        else if (!stands()) requestAnimationFrame(look)
        else void afterPaint().then(() => resolve(performance.now() - lastKey))
      }
      requestAnimationFrame(look)
    })),
    read: () => watched,
    longTasks: () => {
      const seen = long
      long = []
      return seen
    },
  }
}
