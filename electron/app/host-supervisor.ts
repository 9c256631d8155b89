import type { MessagePortMain, UtilityProcess } from 'electron'
import { isFromHost } from './host-messages.ts'
import type { ToHost } from './host-messages.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** A host that has run this long is well again: its crashes are forgotten. */
const WELL_AFTER_MS = 60_000
const CLOSE_LIMIT_MS = 10_000

export interface SupervisorOptions {
  fork: () => UtilityProcess
  opening: Extract<ToHost, { type: 'open' }>
  /** The host cannot start and says why; it is not started again. */
  onFailure: (sentence: string) => void
  /** The host ended by itself and is started again after the pause. `inARow` counts from 1. */
  onCrash: (inARow: number, pauseMs: number) => void
}

export interface HostSupervisor {
  /** Gives a window's port to the host, as soon as there is one that is ready. */
  connect(port: MessagePortMain): void
  /** Tells the host that the PC was asleep. */
  wake(): void
  /** Lets the host close the replica and end; after 10 s it is ended. */
  stop(): Promise<void>
}

/** Starts the host process and keeps it running: after a crash a new one opens the same replica, a little later each time. */
export function superviseHost({ fork, opening, onFailure, onCrash }: SupervisorOptions): HostSupervisor {
  let child: UtilityProcess | undefined
  let isReady = false
  let isStopping = false
  let crashes = 0
  let restart: NodeJS.Timeout | undefined
  let well: NodeJS.Timeout | undefined
  let waiting: MessagePortMain[] = []
  const ended = Promise.withResolvers<void>()
  const tell = (message: ToHost, ports: MessagePortMain[] = []) => child?.postMessage(message, ports)

  function start(): void {
    child = fork()
    child.on('message', hear)
    child.once('exit', handleExit)
    tell(opening)
  }

  function hear(message: unknown): void {
    if (!isFromHost(message)) return
    if (message.type === 'failed') {
      isStopping = true
      onFailure(message.sentence)
      return
    }
    isReady = true
    well = setTimeout(() => (crashes = 0), WELL_AFTER_MS)
    for (const port of waiting) tell({ type: 'connect' }, [port])
    waiting = []
  }

  function handleExit(): void {
    clearTimeout(well)
    child = undefined
    isReady = false
    if (isStopping) return ended.resolve()
    crashes += 1
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (crashes - 1))
    restart = setTimeout(start, pause)
    onCrash(crashes, pause)
  }

  start()
  return {
    connect: (port) => {
      if (isReady) tell({ type: 'connect' }, [port])
      else waiting.push(port)
    },
    wake: () => tell({ type: 'wake' }),
    stop: async () => {
      isStopping = true
      clearTimeout(restart)
      if (!child) return
      tell({ type: 'close' })
      const limit = setTimeout(() => child?.kill(), CLOSE_LIMIT_MS)
      await ended.promise
      clearTimeout(limit)
    },
  }
}
