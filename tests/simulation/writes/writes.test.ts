import { expect, it } from 'vitest'
import { mutators } from '../../../shared/mutators/index.ts'
import { GENERATORS } from './index.ts'

it('every write there is can be made in the simulation: a new mutator needs a generator here', () => {
  expect([...mutators.keys()].filter((name) => !Object.hasOwn(GENERATORS, name))).toEqual([])
})
