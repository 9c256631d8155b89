export interface BrowserSearch {
  env?: NodeJS.ProcessEnv
  platform?: string
  works?: (path: string) => boolean
}
export function findBrowser(search?: BrowserSearch): string | undefined
export function answersVersion(path: string): boolean
