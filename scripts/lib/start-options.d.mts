export interface StartOptions {
  headless: boolean
  demo: boolean
  help: boolean
  data?: string
  port?: number
}
export const startHelp: string
export function readStartOptions(args: readonly string[]): StartOptions
