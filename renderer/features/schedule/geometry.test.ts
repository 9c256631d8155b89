import { describe, expect, it } from 'vitest'
import { columnAt, gridOf, heightOf, lanesOf, linesOf, lowestRow, minutesFor, rowsOf, slotAt, startFor, stepSpot, topOf } from './geometry.ts'
import type { Grid, Spot } from './geometry.ts'

const HOURS = { opens: 480, closes: 1080, breakStart: 720, breakEnd: 780 }
const GRID: Grid = { from: 480, to: 1080, slot: 15, row: 20 }

describe('the grid of a day', () => {
  it('fits ten hours of 15 minutes into the height a 768 pixel screen leaves', () => {
    const grid = gridOf([HOURS], [], 15, 684)
    expect(rowsOf(grid)).toHaveLength(40)
    expect(grid.row * 40).toBeLessThanOrEqual(684)
  })

  it('grows its rows with the window and stops where text is readable', () => {
    expect(gridOf([HOURS], [], 15, 1000).row).toBe(25)
    expect(gridOf([HOURS], [], 15, 200).row).toBe(lowestRow(15))
    expect(gridOf([HOURS], [], 30, 5000).row).toBe(40)
  })

  it('widens to whole hours around what is booked outside the opening hours', () => {
    const grid = gridOf([HOURS], [{ start: 435, minutes: 30 }, { start: 1070, minutes: 60 }], 15, 700)
    expect([grid.from, grid.to]).toEqual([420, 1140])
  })

  it('shows a working day when the clinic is closed', () => {
    const grid = gridOf([], [], 15, 700)
    expect([grid.from, grid.to]).toEqual([480, 1080])
  })

  it('fits ten hours on the smallest usual screen, whatever the grid, and takes in every day of a week', () => {
    for (const slot of [5, 10, 15, 30]) expect(rowsOf(gridOf([HOURS], [], slot, 600)).length * gridOf([HOURS], [], slot, 600).row).toBeLessThanOrEqual(600)
    const grid = gridOf([HOURS, { ...HOURS, opens: 420, closes: 1020 }], [], 30, 700)
    expect([grid.from, grid.to]).toEqual([420, 1080])
  })
})

describe('the text of a block', () => {
  it('has as many lines as fit, closer together where it is tight', () => {
    expect(linesOf(15)).toEqual({ lines: 1, tight: true })
    expect(linesOf(30)).toEqual({ lines: 2, tight: true })
    expect(linesOf(36)).toEqual({ lines: 2, tight: false })
    expect(linesOf(46)).toEqual({ lines: 3, tight: true })
    expect(linesOf(200)).toEqual({ lines: 4, tight: false })
  })
})

describe('dragging', () => {
  it('takes a click anywhere in a row for that row', () => {
    expect(slotAt(GRID, 0)).toBe(480)
    expect(slotAt(GRID, 19.9)).toBe(480)
    expect(slotAt(GRID, 20)).toBe(495)
    expect(slotAt(GRID, 99_999)).toBe(1065)
  })

  it('snaps the upper edge to the nearest slot and keeps the whole appointment on the grid', () => {
    expect(startFor(GRID, 29, 30)).toBe(495)
    expect(startFor(GRID, 31, 30)).toBe(510)
    expect(startFor(GRID, -500, 30)).toBe(480)
    expect(startFor(GRID, 99_999, 45)).toBe(1035)
  })

  it('snaps the lower edge to whole slots, never below one and never past the end', () => {
    expect(minutesFor(GRID, 480, 61)).toBe(45)
    expect(minutesFor(GRID, 480, -50)).toBe(15)
    expect(minutesFor(GRID, 1050, 99_999)).toBe(30)
  })

  it('finds the chair under the pointer and stays on the outer ones beyond the edge', () => {
    expect(columnAt(150, 100, 3)).toBe(1)
    expect(columnAt(-20, 100, 3)).toBe(0)
    expect(columnAt(900, 100, 3)).toBe(2)
  })

  it('gives back the place it was computed from', () => {
    for (const minute of rowsOf(GRID)) expect(slotAt(GRID, topOf(GRID, minute))).toBe(minute)
    expect(heightOf(GRID, 45)).toBe(60)
  })
})

describe('moving by keys', () => {
  const chairs = ['a', 'b']
  const spot: Spot = { column: 'a', start: 480, minutes: 30 }
  it('goes by a slot or a chair and stops at the edges', () => {
    expect(stepSpot(GRID, chairs, spot, 'up')).toEqual(spot)
    expect(stepSpot(GRID, chairs, spot, 'down').start).toBe(495)
    expect(stepSpot(GRID, chairs, spot, 'right').column).toBe('b')
    expect(stepSpot(GRID, chairs, { ...spot, column: 'b' }, 'right').column).toBe('b')
    expect(stepSpot(GRID, chairs, { ...spot, start: 1050 }, 'down').start).toBe(1050)
  })

  it('lengthens and shortens by a slot, never to nothing', () => {
    expect(stepSpot(GRID, chairs, spot, 'longer').minutes).toBe(45)
    expect(stepSpot(GRID, chairs, { ...spot, minutes: 15 }, 'shorter').minutes).toBe(15)
    expect(stepSpot(GRID, chairs, { ...spot, start: 1050 }, 'longer').minutes).toBe(30)
  })
})

describe('overlapping appointments', () => {
  it('stand side by side, and neighbours that only touch do not', () => {
    const lanes = lanesOf([{ start: 540, minutes: 60 }, { start: 570, minutes: 30 }, { start: 600, minutes: 30 }])
    expect(lanes).toEqual([{ lane: 0, lanes: 2 }, { lane: 1, lanes: 2 }, { lane: 0, lanes: 1 }])
  })

  it('share the lanes of their whole group', () => {
    const lanes = lanesOf([{ start: 540, minutes: 120 }, { start: 540, minutes: 30 }, { start: 580, minutes: 30 }])
    expect(lanes.map((one) => one.lanes)).toEqual([2, 2, 2])
    expect(lanes.map((one) => one.lane)).toEqual([0, 1, 1])
  })
})
