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
  it.each([['2026-11-20', '2026-11-20'], ['11/20/2026', '2026-11-20'], ['nov 20 2026', '2026-11-20'], ['3/4/85', '1985-03-04'], ['soon', 'soon']])('turns "%s" into %s', (typed, day) => {
    expect(type('day', typed).value).toBe(day)
  })

  it('says which day it understood', () => {
    type('day', '3/4/85')
    expect(screen.getByText('Mon 4 Mar 1985')).toBeTruthy()
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
