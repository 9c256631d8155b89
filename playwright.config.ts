import { defineConfig } from '@playwright/test'
import { answersVersion, findBrowser } from './scripts/lib/browser.mjs'

const executablePath = findBrowser({ works: answersVersion })

// CHAIRSIDE_DAYS_AHEAD=1 plays all of it tomorrow: every process of the product and every page gets that clock.
if (process.env['CHAIRSIDE_DAYS_AHEAD']) {
  const preload = new URL('tests/support/days-ahead.mjs', import.meta.url).href
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --import ${preload}`
}

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // A test spends much of its time waiting for people's pace. Each worker has a Postgres of its own, each test a centre and its desks.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'en-PH',
    timezoneId: 'Asia/Manila',
    // What fades and slides costs a third of the time without a graphics card. Files that say MOVING play with it, as it comes.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace of every step costs a tenth of the time: a failure leaves its last picture and page, and --trace on shows the way there.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      chromiumSandbox: false,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-default-apps',
        '--disable-domain-reliability',
        '--disable-extensions',
        '--disable-sync',
        '--disable-features=OptimizationHints,MediaRouter,Translate,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater',
      ],
    },
  },
})
