const KEY = 'chairside.window'

/**
 * The random id this window keeps through reloads, by which the host finds its session again.
 * It lives in the tab's session storage: another tab or another start of the program has its own.
 */
export function windowId(storage: Storage): string {
  const kept = storage.getItem(KEY)
  if (kept) return kept
  const made = crypto.randomUUID()
  storage.setItem(KEY, made)
  return made
}
