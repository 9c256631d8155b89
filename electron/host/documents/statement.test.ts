import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { formatAmount, formatPeso } from '../../../shared/domain/money.ts'
import { statementOf } from '../../../shared/domain/ledger.ts'
import { addDays } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { renderStatement } from './statement.ts'
import type { StatementInput } from './statement.ts'

const FOOTER = 'Statement of account - not an invoice or official receipt'

function ledgerLine(index: number, amount: number, description: string) {
  const id = `01930000-0000-7000-8000-${String(index).padStart(12, '0')}`
  return { id, created_at: '2026-01-01T00:00:00.000Z', entry_date: addDays('2026-01-01', index), description, amount_centavos: amount }
}

function statement(count: number, more: Partial<Row<'statements'>> = {}): Row<'statements'> {
  const before = ledgerLine(-1, 123450, 'Before the period')
  const lines = Array.from({ length: count }, (_, index) => ledgerLine(index, index % 3 === 2 ? -150050 : 100000 + index, `Line ${index} of the period, tooth 16 MOD`))
  const { opening, charges, credits, closing, lines: printed } = statementOf([before, ...lines], '2026-01-01', '2026-12-31')
  return {
    id: '01930000-0000-7000-8000-aaaaaaaaaaaa', clinic_id: '01930000-0000-7000-8000-bbbbbbbbbbbb', created_at: '2026-11-20T01:30:00.000Z',
    patient_id: '01930000-0000-7000-8000-cccccccccccc', number: 'SOA-FD1-000042', patient_name: 'Muñoz, Ñandú Peña Jr', from_date: '2026-01-01', to_date: '2026-12-31',
    opening_centavos: opening, charges_centavos: charges, credits_centavos: credits, closing_centavos: closing, lines: printed, note: '',
    issued_by: null, issued_at: '2026-11-20T17:30:00.000Z', is_voided: false, ...more,
  }
}

function input(row: Row<'statements'>, more: Partial<StatementInput> = {}): StatementInput {
  return {
    clinic: { name: 'Ngiping Malusog Dental Clinic', address: '12 Mabini St, Brgy. San Roque, Quezon City 1109', phone: '(02) 8123 4567', tin: '123-456-789-000' },
    patient: { name: 'Muñoz, Ñandú Peña Jr', address: '5 Rizal Ave, Las Piñas', chartNumber: 'C-1001' },
    statement: row, issuedByName: 'Ana Reyes', ...more,
  }
}

/** The text of each page with every run of blanks as one. */
async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(pdf.slice()), { mergePages: false })
  return text.map((page) => page.replaceAll(/\s+/g, ' '))
}

describe('a statement of account', () => {
  it('prints the name with ñ, the clinic, the period and the number', async () => {
    const [page = ''] = await pagesOf(await renderStatement(input(statement(3))))
    for (const part of ['Muñoz, Ñandú Peña Jr', '5 Rizal Ave, Las Piñas', 'Chart no. C-1001', 'Ngiping Malusog Dental Clinic', 'TIN 123-456-789-000', 'SOA-FD1-000042', 'Period Jan 1, 2026 to Dec 31, 2026', 'Issued by Ana Reyes']) {
      expect(page).toContain(part)
    }
  })

  it('prints every line with the balance after it, and totals in pesos that equal the ledger', async () => {
    const row = statement(20)
    const text = (await pagesOf(await renderStatement(input(row)))).join(' ')
    let balance = row.opening_centavos
    for (const line of row.lines) {
      balance += line.amount_centavos
      expect(text).toContain(`${line.description} ${formatAmount(Math.abs(line.amount_centavos))} ${formatAmount(balance)}`)
    }
    expect(balance).toBe(row.closing_centavos)
    expect(text).toContain(`Opening balance ${formatPeso(row.opening_centavos)}`)
    expect(text).toContain(`Closing balance ${formatPeso(row.closing_centavos)}`)
    expect(text).toContain(`Total charges ${formatPeso(row.charges_centavos)}`)
    expect(text).toContain(`Total payments and credits ${formatPeso(row.credits_centavos)}`)
    expect(text).toContain(`Balance due ${formatPeso(row.closing_centavos)}`)
  })

  it('prints the day of issue of the clinic, not of UTC', async () => {
    const row = statement(1)
    expect((await pagesOf(await renderStatement(input(row))))[0]).toContain('Issued Nov 21, 2026')
    const inUtc = input(row, { clinic: { name: 'C', address: '', phone: '', tin: '', timezone: 'UTC' } })
    expect((await pagesOf(await renderStatement(inUtc)))[0]).toContain('Issued Nov 20, 2026')
  })

  it('repeats head, patient and footer on each of several pages, and keeps the totals with the last row', async () => {
    const row = statement(200)
    const pages = await pagesOf(await renderStatement(input(row)))
    expect(pages.length).toBeGreaterThan(3)
    pages.forEach((page, index) => {
      expect(page).toContain(FOOTER)
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`)
      expect(page).toContain('Date Description Charge Payment Balance')
      expect(page).toContain('Muñoz, Ñandú Peña Jr')
      expect(page).toContain('SOA-FD1-000042')
    })
    const all = pages.join(' ')
    for (const line of row.lines) expect(all).toContain(line.description)
    expect(pages.filter((page) => page.includes('Total charges'))).toEqual([pages.at(-1)])
    expect(pages.at(-1)).toContain('Closing balance')
  })

  it.each(Array.from({ length: 26 }, (_, index) => index + 14))('never leaves the totals of %d lines alone on a page', async (count) => {
    const pages = await pagesOf(await renderStatement(input(statement(count), { paper: count % 2 === 0 ? 'a4' : 'letter' })))
    expect(pages.at(-1)).toMatch(/Closing balance .*Total charges/)
    expect(pages.filter((page) => page.includes('Total charges'))).toHaveLength(1)
  })

  it('stands with no lines at all', async () => {
    const pages = await pagesOf(await renderStatement(input(statement(0, { lines: [] }))))
    expect(pages).toHaveLength(1)
    expect(pages[0]).toContain('Opening balance ₱1,234.50')
    expect(pages[0]).toContain('Closing balance ₱1,234.50')
    expect(pages[0]).toContain('Total charges ₱0.00')
  })

  it('calls a negative balance credit', async () => {
    const [page] = await pagesOf(await renderStatement(input(statement(0, { opening_centavos: -5000, closing_centavos: -5000 }))))
    expect(page).toContain('Credit balance -₱50.00')
    expect(page).not.toContain('Balance due')
  })
})

describe('what a statement may contain', () => {
  it('wraps long descriptions and breaks words that fit no line', async () => {
    const long = `${'Porcelain fused to metal crown with core build-up '.repeat(6)}END`
    const lines = [{ id: 'a', date: '2026-02-01', description: long.trim(), amount_centavos: 100 }, { id: 'b', date: '2026-02-02', description: 'W'.repeat(600), amount_centavos: 100 }]
    const text = (await pagesOf(await renderStatement(input(statement(0, { lines }))))).join(' ')
    expect(text).toContain('END')
    expect(text.match(/core/g)).toHaveLength(6)
    expect(text.replaceAll(' ', '').match(/W/g)?.length).toBeGreaterThanOrEqual(600)
  })

  it('carries a long note over to further pages', async () => {
    const note = Array.from({ length: 120 }, (_, index) => `Remark number ${index}.`).join('\n')
    const pages = await pagesOf(await renderStatement(input(statement(10, { note }))))
    const text = pages.join(' ')
    expect(pages.length).toBeGreaterThan(1)
    for (let index = 0; index < 120; index++) expect(text).toContain(`Remark number ${index}.`)
    for (const page of pages) expect(page).toContain(FOOTER)
  })

  it('survives letters the font has not, line breaks and control characters', async () => {
    const lines = [{ id: 'a', date: '2026-02-01', description: 'One\ntwo\u0000three 王 🦷 ½ fi \u0301 שלום', amount_centavos: 100 }]
    const [page] = await pagesOf(await renderStatement(input(statement(0, { lines, patient_name: 'Mun\u0303oz 🦷' }))))
    expect(page).toContain('One two three')
    expect(page).toContain('½ fi')
    expect(page).toContain('Muñoz')
  })

  it('is marked on every page when it is a reprint or was voided', async () => {
    const reprinted = await pagesOf(await renderStatement(input(statement(60), { reprint: true })))
    expect(reprinted.length).toBeGreaterThan(1)
    for (const page of reprinted) expect(page).toContain('REPRINT')
    expect((await pagesOf(await renderStatement(input(statement(1)))))[0]).not.toContain('REPRINT')
    expect((await pagesOf(await renderStatement(input(statement(1, { is_voided: true }), { reprint: true }))))[0]).toContain('VOID')
  })

  it('comes on A4 or Letter', async () => {
    for (const [paper, size] of [['a4', [595.28, 841.89]], ['letter', [612, 792]]] as const) {
      const pdf = await getDocumentProxy(await renderStatement(input(statement(1), { paper })))
      expect((await pdf.getPage(1)).view.slice(2)).toEqual(size)
    }
  })
})

describe('the file', () => {
  it('names the statement in its metadata and never the patient', async () => {
    const { info, metadata } = await getMeta(await getDocumentProxy(await renderStatement(input(statement(1)))))
    expect(info['Title']).toBe('Statement SOA-FD1-000042')
    expect(JSON.stringify([info, metadata])).not.toMatch(/Mu|Pe\u00f1a/)
  })

  it('is the same for the same statement, byte for byte', async () => {
    const [one, two] = await Promise.all([renderStatement(input(statement(5))), renderStatement(input(statement(5)))])
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true)
  })

  it('lets other work run while many pages are drawn', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    const pdf = await renderStatement(input(statement(200)))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
    expect(pdf.length).toBeLessThan(150_000)
  })
})
