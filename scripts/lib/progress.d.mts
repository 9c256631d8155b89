export interface Progress {
  detail(text: string): void
  done(): void
  fail(): void
}
export function say(line: string): void
export function startProgress(what: string): Progress
