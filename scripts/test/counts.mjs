import { readFileSync } from 'node:fs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** The count of a stage that is one check: it passed or it failed. */
export function single(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

export function sum(all) {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  })
}

/**
 * Counts from Vitest's JSON report. A file that could not be loaded has no tests to fail and counts as one failure; so
 * does a run that ended badly, wrote no report, or ran no test at all.
 * @returns {Counts}
 */
export function vitestCounts(reportFile, exitCode) {
  const report = readJson(reportFile)
  if (!report) return single(false)
  const unloadable = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  return atLeastOneFailure(
    { passed: report.numPassedTests, failed: report.numFailedTests + unloadable, skipped: report.numPendingTests + report.numTodoTests },
    exitCode,
  )
}

/**
 * Counts from Playwright's JSON report. Flaky tests count as failed: retries hide races.
 * @returns {Counts}
 */
export function playwrightCounts(reportFile, exitCode) {
  const report = readJson(reportFile)
  if (!report) return single(false)
  const { expected, unexpected, flaky, skipped } = report.stats
  return atLeastOneFailure({ passed: expected, failed: unexpected + flaky, skipped }, exitCode)
}

function atLeastOneFailure(counts, exitCode) {
  const ranNone = counts.passed + counts.failed === 0
  return counts.failed === 0 && (exitCode !== 0 || ranNone) ? { ...counts, failed: 1 } : counts
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** The last line of `npm test`. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
