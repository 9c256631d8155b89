/** What main tells the host process. `connect` comes with a MessagePort. */
export type ToHost =
  | { type: 'open'; dataDir: string; serverUrl: string | null; allowPlain: boolean; key: Uint8Array; enrolCode?: string }
  | { type: 'connect' }
  | { type: 'wake' }
  | { type: 'close' }

/** What the host process tells main. After `failed` it ends, and starting it again would not help. */
export type FromHost = { type: 'ready' } | { type: 'failed'; sentence: string }

export function isFromHost(message: unknown): message is FromHost {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false
  return message.type === 'ready' || (message.type === 'failed' && 'sentence' in message && typeof message.sentence === 'string')
}
