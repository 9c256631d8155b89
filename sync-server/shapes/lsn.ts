/**
 * Offsets, LSNs and snapshot visibility: the pure arithmetic of the shape protocol.
 *
 * An offset `<tx>_<op>` is a position in a shape's log: `-1` is before everything, `0_n` is the end of snapshot chunk n,
 * `0_inf` the end of the snapshot, `<commit lsn>_<op>` one replicated message. Responses cover `(offset, end]`.
 */

/** A position in a shape log. `op` is Infinity for `<tx>_inf`. */
export interface Offset {
  readonly tx: bigint
  readonly op: number
}

/**
 * What a Postgres snapshot sees: the three parts of `pg_current_snapshot()`, 64-bit transaction ids, and where the WAL
 * ended just after it was taken. A commit behind that point is not in it, whatever its transaction id.
 */
export interface SnapshotInfo {
  readonly walEnd: bigint
  readonly xmin: bigint
  readonly xmax: bigint
  readonly xip: readonly bigint[]
}

export const BEFORE_ALL: Offset = { tx: -1n, op: 0 }
export const SNAPSHOT_END: Offset = { tx: 0n, op: Infinity }

const OFFSET_PATTERN = /^(\d{1,20})_(\d{1,15}|inf)$/

/** Reads an offset parameter. Returns null where the text is not an offset; `now` is a request, not a position. */
export function parseOffset(text: string): Offset | 'now' | null {
  if (text === '-1') return BEFORE_ALL
  if (text === 'now') return 'now'
  const match = OFFSET_PATTERN.exec(text)
  if (!match?.[1] || !match[2]) return null
  return { tx: BigInt(match[1]), op: match[2] === 'inf' ? Infinity : Number(match[2]) }
}

/** The text form used in `electric-offset`. */
export function formatOffset(offset: Offset): string {
  if (offset.tx < 0n) return '-1'
  return `${offset.tx}_${offset.op === Infinity ? 'inf' : offset.op}`
}

/** Negative, zero or positive, like every comparator. */
export function compareOffsets(a: Offset, b: Offset): number {
  if (a.tx !== b.tx) return a.tx < b.tx ? -1 : 1
  if (a.op === b.op) return 0
  return a.op < b.op ? -1 : 1
}

export function maxLsn(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** `16/B374D848` to a number. Throws on anything else. */
export function parseLsn(text: string): bigint {
  const match = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(text)
  if (!match?.[1] || !match[2]) throw new Error(`not an LSN: ${text}`)
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`)
}

/** A number to `16/B374D848`. */
export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`
}

/** Reads `xmin:xmax:xip1,xip2`, the text of `pg_current_snapshot()`. */
export function parseSnapshot(text: string, walEnd: bigint): SnapshotInfo {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text)
  if (!match?.[1] || !match[2]) throw new Error('not a Postgres snapshot')
  const xip = match[3] ? match[3].split(',').map(BigInt) : []
  return { xmin: BigInt(match[1]), xmax: BigInt(match[2]), xip, walEnd }
}

const EPOCH = 1n << 32n
const HALF_EPOCH = 1n << 31n

/**
 * The 64-bit id of a transaction of which the replication stream told only the low 32 bits: the one nearest to
 * `reference`, which is right as long as the two are less than 2^31 transactions apart (Postgres itself needs that).
 */
export function widenXid(xid: number, reference: bigint): bigint {
  const candidate = (reference & ~(EPOCH - 1n)) | BigInt(xid >>> 0)
  if (candidate - reference > HALF_EPOCH && candidate >= EPOCH) return candidate - EPOCH
  if (reference - candidate > HALF_EPOCH) return candidate + EPOCH
  return candidate
}

/** Whether a committed transaction's rows were already part of what the snapshot read. */
export function isVisible(xid: number, snapshot: SnapshotInfo): boolean {
  const full = widenXid(xid, snapshot.xmax)
  if (full < snapshot.xmin) return true
  if (full >= snapshot.xmax) return false
  return !snapshot.xip.includes(full)
}
