import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { T0, uid } from '../../../tests/support/world.ts'
import { renderConsent } from './consent.ts'
import type { ConsentInput } from './consent.ts'

function input(more: Partial<ConsentInput['consent']> = {}): ConsentInput {
  return {
    clinic: { name: 'Ngiping Malusog', address: 'Las Piñas', phone: '(02) 8555 0142', timezone: 'Asia/Manila' }, patient: { name: 'Muñoz, Ñandú', birthDate: '1985-03-04', chartNumber: 'C-1' }, recordedByName: 'Ana Reyes',
    consent: {
      id: uid(1), clinic_id: uid(2), created_at: T0, patient_id: uid(3), template_id: uid(4), title: 'Extraction', body: 'I, Ñandú Muñoz, agree.\nThe fee is ₱1,500.00.', signed_by: 'Ñandú Muñoz', signer_relation: '', method: 'drawn',
      strokes: [[10, 100, 60, 20, 110, 180], [200, 50, 400, 150]], signed_at: T0, witness_name: 'Maria Peña', recorded_by: uid(5), revoked_at: null, revoked_by: null, revoke_reason: '', ...more,
    },
  }
}

async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(bytes.slice()), { mergePages: false })
  return text.map((page) => page.replaceAll(/\s+/g, ' '))
}

describe('the document of a consent', () => {
  it('says what was signed, by whom, before whom and when, with ñ and ₱', async () => {
    const [page = ''] = await pagesOf(await renderConsent(input()))
    for (const part of ['Extraction', 'Muñoz, Ñandú, born Mar 4, 1985, chart no. C-1', 'I, Ñandú Muñoz, agree.', 'The fee is ₱1,500.00.', 'Maria Peña', 'Signed Nov 20, 2026, 8:00 AM', 'Taken by Ana Reyes']) expect(page).toContain(part)
    expect(page).not.toContain('REVOKED')
  })

  it('draws the signature as it was drawn: other strokes, other bytes; the same input, the same bytes', async () => {
    const drawn = await renderConsent(input())
    expect(Buffer.from(await renderConsent(input())).equals(Buffer.from(drawn))).toBe(true)
    expect(Buffer.from(await renderConsent(input({ strokes: [[1, 1, 300, 200]] }))).equals(Buffer.from(drawn))).toBe(false)
  })

  it('says that the name was typed, for whom a parent signed, and that it was revoked', async () => {
    const [page = ''] = await pagesOf(await renderConsent(input({ method: 'typed', strokes: [], signer_relation: 'mother', revoked_at: T0, revoked_by: uid(5), revoke_reason: 'Changed her mind' })))
    for (const part of ['Signed by typing the full name: Ñandú Muñoz', 'mother of the patient', 'REVOKED', 'Revoked Nov 20, 2026: Changed her mind']) expect(page).toContain(part)
  })

  it('prints every line of a long text, and never a signature without words above it', async () => {
    for (const count of [30, 38, 39, 47, 120]) {
      const pages = await pagesOf(await renderConsent(input({ body: Array.from({ length: count }, (_, index) => `Line ${index} ends.`).join('\n') })))
      const text = pages.join(' ')
      for (let index = 0; index < count; index++) expect(text).toContain(`Line ${index} ends.`)
      expect(pages.at(-1)).toMatch(/ends\..*Witness/)
      expect(pages.at(-1)).toContain(`Page ${pages.length} of ${pages.length}`)
    }
  })
})
