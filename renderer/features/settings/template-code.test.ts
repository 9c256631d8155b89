import { expect, it } from 'vitest'
import { codeOf } from './template-code.ts'

it('makes a code of a heading that no other text has', () => {
  expect(codeOf('Consent: Extraction (Ñ)!', [])).toBe('consent-extraction-n')
  expect(codeOf('Extraction', ['extraction', 'extraction-2'])).toBe('extraction-3')
  expect(codeOf('???', [])).toBe('consent')
  expect(codeOf('x'.repeat(200), []).length).toBeLessThanOrEqual(60)
})
