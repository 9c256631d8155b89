import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { rounded } from './statistics.ts'

/** On what the figures were measured, and how busy it was with other things. */
export interface Machine {
  cpu: string
  cores: number
  memory_gb: number
  platform: string
  node: string
  /** Null where no Postgres took part. */
  postgres: string | null
  /** ISO-8601, UTC. */
  date: string
  /** One-minute load average before the first measurement; what this run adds comes later. */
  load_before: number
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: rounded(totalmem() / 2 ** 30, 1),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: null,
    date: new Date().toISOString(),
    load_before: rounded(loadavg()[0]!, 2),
  }
}
