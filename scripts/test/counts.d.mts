export interface Counts {
  passed: number
  failed: number
  skipped: number
}
export function single(passed: boolean): Counts
export function sum(all: readonly Counts[]): Counts
export function vitestCounts(reportFile: string, exitCode: number): Counts
export function playwrightCounts(reportFile: string, exitCode: number): Counts
export function summaryLine(counts: Counts): string
