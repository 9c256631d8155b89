import { registerHooks } from 'node:module'
import { BREAKS, isBreak } from './breaks.ts'

/** A piece of a module's source and what stands in its place while the module runs in a simulation. */
export interface Patch {
  /** How the module's address ends, or a pattern of it. */
  module: string | RegExp
  find: string
  put: string
}

/** What the desk's client remembers for all streams of a program. Several programs, and runs, share the process here. */
interface ClientMemory {
  data: Record<string, unknown>
  pendingSaveTimer?: unknown
  lastWriteTime?: number
}

const MEMORY: Patch[] = [
  { module: /@electric-sql\/client\/dist\/chunk-\w+\.mjs$/, find: 'var expiredShapesCache = new ExpiredShapesCache();', put: 'var expiredShapesCache = new ExpiredShapesCache(); expiredShapesCache.max = Infinity; globalThis.simulatedClientMemory = [expiredShapesCache];' },
  { module: /@electric-sql\/client\/dist\/chunk-\w+\.mjs$/, find: 'var upToDateTracker = new UpToDateTracker();', put: 'var upToDateTracker = new UpToDateTracker(); upToDateTracker.maxEntries = Infinity; globalThis.simulatedClientMemory.push(upToDateTracker);' },
]

/** The client forgets what it learnt in other runs, so that a run is the same whatever was played before it. */
export function forgetOtherRuns(): void {
  for (const memory of (globalThis as { simulatedClientMemory?: ClientMemory[] }).simulatedClientMemory ?? []) Object.assign(memory, { data: {}, pendingSaveTimer: undefined, lastWriteTime: 0 })
}

/** Changes modules as they are loaded, in this process only. Each piece must be there, once: else the patch is out of date. */
export function applyPatches(patches: readonly Patch[]): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const meant = patches.filter(({ module }) => (typeof module === 'string' ? url.endsWith(`/${module}`) : module.test(url)))
      if (meant.length === 0) return loaded
      return { ...loaded, source: meant.reduce((source, patch) => patched(source, patch, url), Buffer.from(loaded.source as Uint8Array).toString()) }
    },
  })
}

function patched(source: string, { find, put }: Patch, url: string): string {
  const parts = source.split(find)
  if (parts.length !== 2) throw new Error(`${url} has ${parts.length - 1} times: ${find}`)
  return parts.join(put)
}

const broken = process.env['SIMULATION_BREAK'] ?? ''
applyPatches([...MEMORY, ...(isBreak(broken) ? BREAKS[broken].patches : [])])
