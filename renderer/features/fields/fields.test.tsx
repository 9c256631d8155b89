import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { Themed } from '../../app/Providers.tsx'
import { prepareDom } from '../../testing/render.tsx'
import { DayField } from './DayField.tsx'
import { MoneyField } from './MoneyField.tsx'
import { parseQuantity } from './quantity.ts'

afterEach(cleanup)

function Held({ kind }: { kind: 'day' | 'money' }) {
  const [value, setValue] = useState('')
  const Field = kind === 'day' ? DayField : MoneyField
  return <Field label="Value" value={value} onChange={setValue} />
}

function type(kind: 'day' | 'money', text: string): HTMLInputElement {
  prepareDom()
  render(<Themed><Held kind={kind} /></Themed>)
  const input = screen.getByLabelText<HTMLInputElement>('Value')
  fireEvent.change(input, { target: { value: text } })
  fireEvent.blur(input)
  return input
}

describe('the field for a day', () => {
  it.each(['2026-11-20', '11/20/2026', 'nov 20 2026', '20 Nov 2026'])('understands "%s" and shows the month in letters', (typed) => {
    expect(type('day', typed).value).toBe('20 Nov 2026')
  })

  it('leaves what is no day as it was typed', () => {
    expect(type('day', 'soon').value).toBe('soon')
  })
})

describe('the field for an amount', () => {
  it.each([['1234.5', '1,234.50'], ['₱20', '20.00'], ['much', 'much']])('turns "%s" into %s', (typed, amount) => {
    expect(type('money', typed).value).toBe(amount)
  })
})

describe('a quantity', () => {
  it.each([['12', 12], ['1,000', 1000], ['0', null], ['-1', null], ['1.5', null], ['', null], ['99999999', null]])('reads "%s" as %s', (text, quantity) => {
    expect(parseQuantity(text, 1)).toBe(quantity)
  })
})
