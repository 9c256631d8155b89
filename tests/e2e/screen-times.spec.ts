import { measureScreen, takeSeat } from '../../bench/screen/measure.ts'
import { startFilledDesk } from '../../bench/screen/filled-desk.ts'
import { Cleanup } from '../../bench/lib/cleanup.ts'
import { Random } from '../../bench/lib/random.ts'
import { expect, MOVING, test } from './fixtures.ts'

// Small, to be quick: `npm run bench -- screen` measures a clinic of full size. Times are printed and never judged here.
const SIZE = { patients: 1000, appointments: 10_000 }
const TIMES = { searches: 16, days: 24, weeks: 3, steps: 20 }
test.use(MOVING)

test('the screen’s times are measured from the last key to the paint, and printed', async ({ page }) => {
  const cleanup = new Cleanup()
  try {
    const random = new Random(5)
    const { url, clinic } = await startFilledDesk(SIZE, random, cleanup)
    await takeSeat(page, url)
    const figures = await measureScreen({ page, clinic, random, times: TIMES }, () => {})
    process.stdout.write(`screen times ${JSON.stringify({ ...SIZE, ...Object.fromEntries(figures.map(({ key, value }) => [key, value])) })}\n`)
    const values = new Map(figures.map(({ key, value }) => [key, value ?? 0]))
    for (const name of ['search', 'day', 'week', 'step', 'list']) expect(values.get(`${name}_on_screen_p95_ms`)).toBeGreaterThan(0)
    expect(values.get('day_appointments')).toBeGreaterThan(100)
  } finally {
    await cleanup.run()
  }
})
