import { chromium } from '@playwright/test'
import { answersVersion, findBrowser } from '../../scripts/lib/browser.mjs'
import type { Cleanup } from '../lib/cleanup.ts'
import { machine } from '../lib/machine.ts'
import type { Options } from '../lib/options.ts'
import { Random } from '../lib/random.ts'
import type { Report } from '../lib/report.ts'
import { startFilledDesk } from './filled-desk.ts'
import { measureScreen, takeSeat } from './measure.ts'

/** Measures the screens in a real browser, on a desk without a centre. The screens must be built. */
export async function benchScreen(options: Options, cleanup: Cleanup, progress: (line: string) => void): Promise<Report> {
  const about = machine()
  const random = new Random(5)
  progress(`Making a replica with ${options.patients} patients and ${options.appointments} appointments ...`)
  const { url, clinic } = await startFilledDesk(options, random, cleanup)
  const executablePath = findBrowser({ works: answersVersion })
  const browser = await chromium.launch({ chromiumSandbox: false, args: ['--disable-gpu'], ...(executablePath ? { executablePath } : {}) })
  cleanup.add(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-PH', timezoneId: 'Asia/Manila' })
  await takeSeat(page, url)
  const times = options.quick ? { searches: 16, days: 16, weeks: 4, steps: 20 } : { searches: 120, days: 100, weeks: 24, steps: 100 }
  const figures = await measureScreen({ page, clinic, random, times }, progress)
  return {
    bench: 'screen',
    quick: options.quick,
    machine: about,
    figures: [
      { key: 'patients', value: clinic.patients.length, what: 'in the replica' },
      { key: 'appointments', value: options.appointments, what: 'in the replica' },
      ...figures,
    ],
  }
}
