import { describe, expect, it } from 'vitest'
import { parseCommand, suggestions } from './command.ts'
import type { ChartLayer } from './tools.ts'

const parse = (text: string, layer: ChartLayer = 'condition') => parseCommand(text, layer)
const charted = (text: string, layer: ChartLayer = 'condition') => {
  const parsed = parse(text, layer)
  if (!parsed.ok) throw new Error(parsed.message)
  const { marks, finding, layer: on } = parsed.command
  return `${marks.map((mark) => `${mark.tooth}${mark.surfaces && ` ${mark.surfaces}`}`).join('+')} ${finding} ${on}`
}
const message = (text: string) => {
  const parsed = parse(text)
  return parsed.ok ? '' : parsed.message
}

describe('charting by typing', () => {
  it.each([
    ['16 mod filling', '16 MOD filling existing'],
    ['16 dom am', '16 MOD filling_amalgam existing'],
    ['16mod composite', '16 MOD filling_composite existing'],
    ['  26   o   CARIES ', '26 O caries condition'],
    ['11 mi comp', '11 MI filling_composite existing'],
    ['55 o sealant', '55 O sealant existing'],
    ['36 root canal planned', '36 root_canal planned'],
    ['36 planned rct', '36 root_canal planned'],
    ['48 x', '48 extraction planned'],
    ['48 extraction existing', '48 extraction existing'],
    ['18 28 38 48 missing', '18+28+38+48 missing condition'],
    ['18, 28 impacted', '18+28 impacted condition'],
    ['36 imp', '36 implant existing'],
    ['38 im', '38 impacted condition'],
    ['21 fracture', '21 fracture condition'],
    ['21 i fracture', '21 I fracture condition'],
  ])('reads "%s"', (text, expected) => {
    expect(charted(text)).toBe(expected)
  })

  it('keeps the layer of the toolbar for work, but not for disease', () => {
    expect(charted('16 o amalgam', 'planned')).toBe('16 O filling_amalgam planned')
    expect(charted('16 o caries', 'planned')).toBe('16 O caries condition')
  })

  it('says which letters it replaced', () => {
    const parsed = parse('21 b caries')
    expect(parsed.ok && parsed.command.marks).toEqual([{ tooth: '21', surfaces: 'F' }])
    expect(parsed.ok && parsed.command.hints).toEqual(['B on tooth 21 is charted as F.'])
  })

  it.each([
    ['', /Type a tooth/],
    ['19 o caries', /“19” is not a tooth/],
    ['caries', /“caries” is not a tooth/],
    ['16', /What is on 16/],
    ['16 mod', /“MOD” could be a surface.*16 mod caries/],
    ['16 m', /“M” could be a surface/],
    ['16 o carious', /“carious” is not a finding/],
    ['16 o cari', /Did you mean “caries”/],
    ['16 mod crown', /whole tooth/],
    ['16 amalgam', /On which surfaces.*16 o amalgam filling/],
    ['11 o caries', /no occlusal surface/],
    ['36 i caries', /no incisal edge/],
    ['16 cleaning', /not a finding/],
  ])('refuses "%s" with a reason', (text, reason) => {
    expect(message(text)).toMatch(reason)
  })
})

describe('suggestions while typing', () => {
  it('complete the finding and keep what stands before it', () => {
    expect(suggestions('16 mod am')).toContain('16 mod amalgam filling')
    expect(suggestions('16 mod cro')).toEqual([])
    expect(suggestions('16 cro')).toEqual(['16 crown'])
  })

  it('offer the usual findings after a tooth and a space', () => {
    expect(suggestions('16 ')).toContain('16 caries')
    expect(suggestions('16')).toEqual([])
    expect(suggestions('99 ')).toEqual([])
  })

  it('end when the command is whole', () => {
    expect(suggestions('16 implant')).toEqual([])
  })
})
