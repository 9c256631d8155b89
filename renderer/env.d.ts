declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  export default classes
}
declare module '*.css'

/** What the preload script offers inside Electron; absent in browser mode. */
interface Window {
  chairside?: { connect(): void }
}
