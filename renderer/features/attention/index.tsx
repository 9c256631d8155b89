export function AttentionScreen(_: { itemId?: string }) {
  return null
}
