import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countsOf, reportText, reserveReport } from './report.ts'
import type { Finding, Report } from './report.ts'

const many = (count: number, more: Partial<Finding>): Finding[] =>
  Array.from({ length: count }, (_, index) => ({ outcome: 'rejected', record: 'patient', where: `line ${index + 2}`, reason: 'The family name is missing.', name: 'Cruz, Maria', ...more }))

const report = (findings: Finding[], more: Partial<Report> = {}): Report => ({ what: 'patients', file: 'p.csv', dryRun: false, findings, remarks: [], totals: {}, ...more })

describe('the report on the terminal', () => {
  it('counts by outcome and names lines and reasons, but no people', () => {
    const text = reportText(report([...many(2, {}), ...many(3, { outcome: 'created', reason: '' })]), false)
    expect(text).toMatch(/patient +3 +0 +0 +2\n/)
    expect(text).toContain('The family name is missing. (2)\n    line 2, line 3')
    expect(text).not.toContain('Cruz')
  })

  it('names people when asked to', () => {
    expect(reportText(report(many(1, {})), true)).toContain('line 2 Cruz, Maria')
  })

  it('shows at most twenty records of an outcome, the rarest reason first, and says how many it leaves out', () => {
    const text = reportText(report([...many(30, {}), ...many(1, { reason: 'The id is too long.', where: 'line 99' })]), false)
    expect(text.indexOf('The id is too long')).toBeLessThan(text.indexOf('The family name'))
    expect(text.match(/line \d+/g)).toHaveLength(20)
    expect(text).toContain('11 of 31 are not shown here')
  })

  it('stays short when every record has a reason of its own', () => {
    const text = reportText(report(many(500, {}).map((finding, index) => ({ ...finding, reason: `Same name as line ${index}.` }))), false)
    expect(text.split('\n').length).toBeLessThan(60)
  })

  it('says that nothing was written by a dry run', () => {
    expect(reportText(report([], { dryRun: true }), false)).toContain('(dry run: nothing was written)')
  })

  it('says how many of the created should be looked at', () => {
    expect(reportText(report(many(2, { outcome: 'created', review: true })), false)).toContain('2 of those created should be looked at.')
  })
})

describe('the report file', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'import-report-'))
  afterAll(() => rmSync(dir, { recursive: true }))

  it('is complete and for this user only', async () => {
    const file = path.join(dir, 'report.json')
    const findings = many(30, {})
    await (await reserveReport(file)).write(report(findings))
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ findings, counts: countsOf(findings) })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('never replaces a file, and is gone when the import fails', async () => {
    await expect(reserveReport(path.join(dir, 'report.json'))).rejects.toThrow(/^There already is a file/)
    await expect(reserveReport(path.join(dir, 'no', 'folder.json'))).rejects.toThrow(/^The report cannot be written/)
    const reserved = await reserveReport(path.join(dir, 'failed.json'))
    await reserved.discard()
    expect(() => statSync(path.join(dir, 'failed.json'))).toThrow(/ENOENT/)
  })
})
