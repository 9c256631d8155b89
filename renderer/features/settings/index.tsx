export function SettingsScreen(_: { tab?: string }) {
  return null
}
