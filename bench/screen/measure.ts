import type { Page } from '@playwright/test'
import { en } from '../../renderer/text/index.ts'
import { formatDay } from '../../renderer/ui/format.ts'
import type { Clinic } from '../desk/clinic.ts'
import { makeQuestions } from '../desk/questions.ts'
import type { Random } from '../lib/random.ts'
import type { Figure } from '../lib/report.ts'
import { median, percentile, rounded } from '../lib/statistics.ts'
import { USER } from './filled-desk.ts'
import { installStopwatch } from './stopwatch.ts'

export interface Seat {
  page: Page
  clinic: Clinic
  random: Random
  /** How often each thing is done. */
  times: { searches: number; days: number; weeks: number; steps: number }
}

/** Opens the desk's window, signs in and waits for the first day to stand. */
export async function takeSeat(page: Page, url: string): Promise<void> {
  await page.addInitScript(installStopwatch)
  await page.goto(url)
  await page.getByLabel('User name').fill(USER.name)
  await page.getByLabel('Password', { exact: true }).fill(USER.password)
  await page.keyboard.press('Enter')
  await page.getByRole('grid').waitFor()
}

/** Times on the screen: from the last key to the paint that shows its outcome. */
export async function measureScreen(seat: Seat, progress: (line: string) => void): Promise<Figure[]> {
  const { page } = seat
  const parts: [string, (seat: Seat) => Promise<Figure[]>][] = [['Searching', measureSearch], ['Turning days', measureDays], ['Moving over a day', measureSteps], ['Turning weeks', measureWeeks], ['Opening lists', measureLists]]
  const figures: Figure[] = []
  const long: number[] = []
  for (const [what, measure] of parts) {
    progress(`${what} ...`)
    await page.evaluate(() => window.stopwatch.longTasks())
    figures.push(...(await measure(seat)))
    const here = await page.evaluate(() => window.stopwatch.longTasks())
    progress(`${here.length} long tasks, ${here.map((ms) => Math.round(ms)).toSorted((a, b) => b - a).slice(0, 10).join(' ')}`)
    long.push(...here)
  }
  return [
    ...figures,
    { key: 'long_tasks', value: long.length, what: 'times the window was busy for more than 50 ms during all this' },
    { key: 'longest_task_ms', value: rounded(Math.max(0, ...long)), unit: 'ms', aim: '50', what: 'the longest of them' },
  ]
}

function figuresOf(name: string, samples: readonly number[], aim: string, what: string): Figure[] {
  return [
    { key: `${name}_on_screen_p95_ms`, value: rounded(percentile(samples, 0.95), 1), unit: 'ms', aim, what: `${samples.length} ${what}` },
    { key: `${name}_on_screen_p50_ms`, value: rounded(median(samples), 1), unit: 'ms', what: 'the same, the middle one' },
  ]
}

const read = (page: Page): Promise<number> => page.evaluate(() => window.stopwatch.read())

/** Between two keys of somebody who types fast. */
const KEY_MS = 40

async function measureSearch({ page, clinic, random, times }: Seat): Promise<Figure[]> {
  const samples: number[] = []
  for (const { text } of makeQuestions(clinic.patients, times.searches, random)) {
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Backspace')
    await page.evaluate((wanted) => window.stopwatch.watch(() => {
      const input = document.querySelector<HTMLInputElement>('#patient-search')
      const list = document.querySelector('[role="listbox"]')
      return input?.value === wanted && list?.getAttribute('aria-busy') === 'false'
    }), text)
    await page.keyboard.type(text, { delay: KEY_MS })
    samples.push(await read(page))
  }
  await page.keyboard.press('Escape')
  return figuresOf('search', samples, '100', 'searches, a mix of every kind, from the last key to the patients found')
}

/** Presses a key that turns the schedule; gives the time until another page of it is painted, and how much stands on it. */
async function turn(page: Page, key: string): Promise<{ ms: number; appointments: number }> {
  const before = await page.getByRole('grid').getAttribute('aria-label')
  await page.evaluate((old) => window.stopwatch.watch(() => {
    const label = document.querySelector('[role="grid"]')?.getAttribute('aria-label')
    return label !== undefined && label !== null && label !== old
  }), before)
  await page.keyboard.press(key)
  const ms = await read(page)
  return { ms, appointments: await page.getByRole('group', { name: 'Appointments', exact: true }).getByRole('button').count() }
}

/** Goes back to the day of today, with the keyboard on no part of it. */
async function goHome({ page, clinic }: Seat): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('c')
  await page.keyboard.press('t')
  await page.getByRole('grid', { name: en.schedule.gridLabel(formatDay(clinic.today)) }).waitFor()
}

/** Days never shown before: what was read once comes from the window's own memory. */
async function measureDays(seat: Seat): Promise<Figure[]> {
  const { page, times } = seat
  const samples: number[] = []
  let most = 0
  for (const key of ['ArrowRight', 'ArrowLeft']) {
    await goHome(seat)
    for (let days = 0; days < times.days / 2; days++) {
      const { ms, appointments } = await turn(page, key)
      // Sundays are empty.
      if (appointments > 0) samples.push(ms)
      most = Math.max(most, appointments)
    }
  }
  return [{ key: 'day_appointments', value: most, what: 'on the fullest of the days' }, ...figuresOf('day', samples, '200', 'days turned to for the first time')]
}

async function measureWeeks(seat: Seat): Promise<Figure[]> {
  const { page, times } = seat
  await goHome(seat)
  const samples = [await turn(page, 'w')]
  for (let weeks = 1; weeks < times.weeks; weeks++) samples.push(await turn(page, 'ArrowLeft'))
  return figuresOf('week', samples.map(({ ms }) => ms), '200', 'weeks of every chair, shown for the first time')
}

/** Comes back to where it began, so that no edge is met. */
const ROUND = ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'ArrowLeft']

/** Walks over the times of a full day with the arrow keys. */
async function measureSteps(seat: Seat): Promise<Figure[]> {
  const { page, times } = seat
  await goHome(seat)
  await turn(page, 'ArrowLeft')
  await page.keyboard.press('g')
  await page.locator('[data-cell]:focus').waitFor()
  const samples: number[] = []
  for (let steps = 0; steps < times.steps; steps++) {
    await page.evaluate(() => {
      const before = document.activeElement
      window.stopwatch.watch(() => document.activeElement !== before)
    })
    await page.keyboard.press(ROUND[steps % ROUND.length]!)
    samples.push(await read(page))
  }
  return figuresOf('step', samples, '50', 'steps of an arrow key over the times of a full day')
}

/** Every list of the front desk, opened for the first time. */
async function measureLists({ page }: Seat): Promise<Figure[]> {
  await page.keyboard.press('F4')
  await page.getByRole('tab', { selected: true }).focus()
  const samples: number[] = []
  for (let tabs = 0; tabs < 7; tabs++) {
    await page.evaluate(() => {
      const before = document.querySelector('[role="tab"][aria-selected="true"]')
      window.stopwatch.watch(() => document.querySelector('[role="tab"][aria-selected="true"]') !== before && document.querySelector('[role="tabpanel"] [aria-busy="true"]') === null)
    })
    await page.keyboard.press('ArrowRight')
    samples.push(await read(page))
  }
  return figuresOf('list', samples, '200', 'lists of the front desk opened for the first time')
}
