import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { until } from '../../tests/support/until.ts'
import type { Cleanup } from '../lib/cleanup.ts'
import { rounded } from '../lib/statistics.ts'
import { PUBLICATION } from './database.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../sync-server/shapes/main.ts')

/** The embedded shape service as a process of its own, so that its memory is its own. */
export interface ServiceProcess {
  url: string
  pid: number
  /** Resident memory now and at its highest so far, in megabytes (10^6 bytes); null where the system does not tell. */
  memory(): { now: number; peak: number } | null
}

/** Starts the service with durable logs and waits until it replicates. Rejects when it ends instead. */
export async function startService(databaseUrl: string, cleanup: Cleanup): Promise<ServiceProcess> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-bench-shapes-'))
  cleanup.add(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const args = ['--insecure', '--port', '0', '--data', dataDir, '--publication', PUBLICATION, '--slot', PUBLICATION, '--manual-publishing', '--allow-delete']
  // CHAIRSIDE_BENCH_NODE_ARGS: to profile the service, such as --cpu-prof.
  const nodeArgs = [...productFlags(), ...process.env['CHAIRSIDE_BENCH_NODE_ARGS']?.split(' ') ?? []]
  const child = spawn(process.execPath, [...nodeArgs, PROGRAM, ...args], { env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  cleanup.add(async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ready ') && resolve(line.slice(6)))
    child.once('exit', (code) => reject(new Error(`The shape service ended with ${code}.`)))
  })
  await until(async () => (await fetch(`${url}/v1/health`)).status === 200, 'the shape service replicates', 30_000)
  return { url, pid: child.pid!, memory: () => memoryOf(child.pid!) }
}

/** The flags Node gets from `npm run shapes`: what is measured is what is delivered. */
function productFlags(): string[] {
  const { scripts } = z.object({ scripts: z.object({ shapes: z.string() }) }).parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')))
  return scripts.shapes.split(' ').filter((word) => word.startsWith('--'))
}

function memoryOf(pid: number): { now: number; peak: number } | null {
  if (process.platform !== 'linux') return null
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number => rounded((Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6, 1)
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}
