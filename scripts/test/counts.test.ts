import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playwrightCounts, single, sum, summaryLine, vitestCounts } from './counts.mjs'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-counts-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function report(value: unknown): string {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(value))
  return path
}

function vitestReport(passed: number, failed: number, files: { status: string; assertionResults: { status: string }[] }[] = []): string {
  return report({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, numTodoTests: 1, testResults: files })
}

describe('the count of the unit tests', () => {
  it('takes passed, failed and skipped from the report', () => {
    const files = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]
    expect(vitestCounts(vitestReport(5, 1, files), 1)).toEqual({ passed: 5, failed: 1, skipped: 2 })
  })

  it('counts a file that could not be loaded as one failure', () => {
    expect(vitestCounts(vitestReport(5, 0, [{ status: 'failed', assertionResults: [] }]), 1).failed).toBe(1)
  })

  it('never calls a run good that ended badly, ran nothing or left no report', () => {
    expect(vitestCounts(vitestReport(5, 0), 1).failed).toBe(1)
    expect(vitestCounts(vitestReport(0, 0), 0).failed).toBe(1)
    expect(vitestCounts(join(folder, 'none.json'), 0).failed).toBe(1)
  })
})

describe('the count of the end-to-end tests', () => {
  it('takes a flaky test for a failed one', () => {
    expect(playwrightCounts(report({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } }), 1)).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  it('never calls an empty or broken run good', () => {
    expect(playwrightCounts(report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } }), 0).failed).toBe(1)
    expect(playwrightCounts(join(folder, 'none.json'), 1).failed).toBe(1)
  })
})

it('The last line adds everything up and mentions skipped tests only when there are some', () => {
  expect(summaryLine(sum([single(true), single(false), { passed: 3, failed: 0, skipped: 0 }]))).toBe('4 passed, 1 failed')
  expect(summaryLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
})
