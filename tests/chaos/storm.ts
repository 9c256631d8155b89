import { setTimeout as pause } from 'node:timers/promises'
import type { ChaosClinic } from './clinic.ts'
import { breakIt } from './faults.ts'
import type { FaultName, PlannedFault } from './schedule.ts'

/** Lets the planned faults happen, each at its time, until the end of work. */
export class Storm {
  readonly #clinic: ChaosClinic
  readonly #plan: readonly PlannedFault[]
  readonly #say: (line: string) => void
  readonly #over = new AbortController()
  readonly happened: Partial<Record<FaultName, number>> = {}

  constructor(clinic: ChaosClinic, plan: readonly PlannedFault[], say: (line: string) => void) {
    this.#clinic = clinic
    this.#plan = plan
    this.#say = say
  }

  /** Resolves when every fault has been healed; rejects when one could not be made or healed. */
  async run(): Promise<void> {
    const begun = performance.now()
    // One place breaks once at a time: what shares a place waits for the one before it.
    const places = Map.groupBy(this.#plan, ({ place }) => place)
    await Promise.all([...places.values()].map(async (faults) => {
      for (const fault of faults) await this.#one(fault, begun)
    }))
  }

  /** Work is over: what is broken is healed at once, and nothing breaks any more. */
  end(): void {
    this.#over.abort()
  }

  async #one(fault: PlannedFault, begun: number): Promise<void> {
    await this.#until(begun + fault.beginsAt)
    if (this.#over.signal.aborted || (fault.name === 'disk_full' && !this.#clinic.desks[fault.desk!]!.disk.canFill)) return
    const where = fault.desk === null ? '' : ` at desk ${fault.desk + 1}`
    this.#happens(fault.name, `${seconds(begun)} ${fault.name}${where}`)
    const heal = await breakIt(this.#clinic, fault)
    await this.#until(begun + fault.endsAt)
    await heal()
    this.#say(`${seconds(begun)} ${fault.name}${where} is over`)
  }

  #happens(name: FaultName, line: string): void {
    this.happened[name] = (this.happened[name] ?? 0) + 1
    this.#say(line)
  }

  async #until(time: number): Promise<void> {
    await pause(Math.max(0, time - performance.now()), undefined, { signal: this.#over.signal }).catch(() => {})
  }
}

function seconds(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s`
}
