import { rmSync } from 'node:fs'
import type { Healing } from '../support/fault-proxy.ts'
import type { ChaosClinic } from './clinic.ts'
import type { ChaosDesk } from './desk.ts'
import type { Program } from './program.ts'
import type { FaultName, PlannedFault } from './schedule.ts'

/** Makes whole again what a fault broke. */
export type Heal = () => Promise<void> | void

type Break<T> = (what: T, dice: number, clinic: ChaosClinic) => Heal | Promise<Heal>

const HEALINGS: readonly Healing[] = ['reset', 'resume', 'forgotten']

const killed = (signal: NodeJS.Signals): Break<Program> => async (program) => {
  await program.end(signal)
  return () => program.start()
}
const stopped: Break<Program> = (program) => {
  program.signal('SIGSTOP')
  return () => program.signal('SIGCONT')
}

/** Breaks the cable and returns how it is mended: one of the three ways, as the dice fall. */
const cable = (break_: (desk: ChaosDesk) => void): Break<ChaosDesk> => (desk, dice) => {
  break_(desk)
  return () => desk.cable.heal(HEALINGS[Math.floor(dice * HEALINGS.length)])
}

const AT_DESK: Partial<Record<FaultName, Break<ChaosDesk>>> = {
  desk_killed: ({ program }, ...more) => killed('SIGKILL')(program, ...more),
  desk_stopped: ({ program }, ...more) => stopped(program, ...more),
  cut: cable((desk) => desk.cable.cut()),
  silent: cable((desk) => desk.cable.silence()),
  no_answers: cable((desk) => desk.cable.block('to_desk')),
  no_requests: cable((desk) => desk.cable.block('to_centre')),
  slow: ({ cable: line }, dice) => {
    line.slow({ bytesPerSecond: 4_000 + dice * 60_000, latencyMs: 50 + dice * 900 })
    return () => line.heal('resume')
  },
  /** A plug with a loose contact: every answer may break off in the middle. */
  torn: ({ cable: line }, dice) => {
    const tear = () => {
      line.heal()
      line.cutAfter(Math.round(200 + dice * 6_000))
    }
    tear()
    const timer = setInterval(tear, 400 + dice * 800)
    return () => {
      clearInterval(timer)
      line.heal()
    }
  },
  disk_full: ({ disk }) => {
    disk.fill()
    return () => disk.makeRoom()
  },
}

const AT_CENTRE: Partial<Record<FaultName, Break<ChaosClinic>>> = {
  centre_killed: ({ centre }, ...more) => killed('SIGKILL')(centre, ...more),
  centre_restarted: ({ centre }, ...more) => killed('SIGTERM')(centre, ...more),
  centre_stopped: ({ centre }, ...more) => stopped(centre, ...more),
  postgres_killed: async (clinic) => {
    process.kill(clinic.postgres.pid, 'SIGKILL')
    // Waits for the end, which gives the folder back.
    await clinic.postgres.stop()
    return () => clinic.startPostgres()
  },
  postgres_restarted: async (clinic) => {
    await clinic.postgres.stop()
    return () => clinic.startPostgres()
  },
  database_cut: ({ databaseCable }) => {
    databaseCable.cut()
    return () => databaseCable.heal()
  },
  database_silent: ({ databaseCable }, dice) => {
    databaseCable.silence()
    return () => databaseCable.heal(dice < 0.5 ? 'reset' : 'resume')
  },
  shapes_killed: ({ shapes }, ...more) => killed('SIGKILL')(shapes!, ...more),
  shapes_restarted: ({ shapes }, ...more) => killed('SIGTERM')(shapes!, ...more),
  shapes_stopped: ({ shapes }, ...more) => stopped(shapes!, ...more),
  /** The service comes back without its log: every desk must fetch every shape anew. */
  shapes_forgotten: async (clinic, ...more) => {
    const heal = await killed('SIGKILL')(clinic.shapes ?? clinic.centre, ...more)
    rmSync(clinic.shapesDir, { recursive: true, force: true })
    return heal
  },
  feed_cut: async (clinic) => {
    const cut = () => clinic.atCentre((client) => client.query('select pg_terminate_backend(active_pid) from pg_replication_slots where active')).catch(() => {})
    await cut()
    return async () => void (await cut())
  },
}

/** Breaks what the plan says; resolves, once it is broken, with how to heal it. */
export async function breakIt(clinic: ChaosClinic, { name, desk, dice }: PlannedFault): Promise<Heal> {
  if (desk !== null) return AT_DESK[name]!(clinic.desks[desk]!, dice, clinic)
  return AT_CENTRE[name]!(clinic, dice, clinic)
}
