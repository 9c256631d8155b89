import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { smallPng } from './small-png.ts'

const SIZES = [{ width: 1366, height: 768 }, { width: 1920, height: 1080 }] as const
const FOR_DOCS = process.env['CHAIRSIDE_SCREENS'] === '1'
/** How many frames nothing may move before a window is looked at. */
const STILL_FRAMES = 5
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe is not to judge, each with its reason. */
const EXCEPTIONS: readonly { rule: string; target: RegExp; why: string }[] = [
  { rule: 'target-size', target: /data-cell/, why: 'a slot of the day may be lower than 24 px where a whole day is to fit; the Book button does the same (WCAG 2.5.8, equivalent)' },
  { rule: 'label-content-name-mismatch', target: /data-tooth/, why: 'the letters on a tooth are the legend’s symbols, which are named in full (WCAG 2.5.3, symbolic characters)' },
]
/** The browser's own PDF viewer is a page of its own. */
const NOT_OURS = 'iframe'

/**
 * Looks at the window as it stands, at the usual sizes: nothing to scroll sideways, no cut-off labels, no
 * serious fault that axe can find. Takes its picture into `docs/screens` when CHAIRSIDE_SCREENS is 1, and where it finds fault.
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await test.step(`${name} at ${size.width}`, async () => {
      await page.setViewportSize(size)
      await settled(page)
      // Names, roles and contrast are the same at both widths; both are judged when the pictures are made.
      const judged = FOR_DOCS || size === SIZES[0]
      const faults = [...(await page.evaluate(layoutFaults)), ...(judged ? await axeFaults(page) : [])]
      if (FOR_DOCS || faults.length > 0) await takePicture(page, `${name}-${size.width}.png`)
      expect.soft(faults, `${name} at ${size.width}`).toEqual([])
    })
  }
  await page.setViewportSize(SIZES[0])
}

/** Only asks axe about the window as it stands: for screens whose pictures are taken elsewhere. */
export async function judge(page: Page, name: string): Promise<void> {
  await settled(page)
  expect.soft(await axeFaults(page), name).toEqual([])
}

async function takePicture(page: Page, file: string): Promise<void> {
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const dir = FOR_DOCS ? path.resolve(import.meta.dirname, '../../docs/screens') : test.info().outputPath('screens')
  mkdirSync(dir, { recursive: true })
  writeFileSync(path.join(dir, file), FOR_DOCS ? smallPng(picture) : picture)
}

/** Waits until nothing has loaded or moved for some frames: what fades in does not begin in the frame in which it appears. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async (frames) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let still = 0; still < frames; still++) {
      await frame()
      const moving = document.getAnimations().some((each) => each.playState === 'running' && each.effect?.getComputedTiming().iterations !== Infinity)
      if (moving || document.querySelector('[aria-busy="true"], [data-loading="true"]') !== null) still = -1
    }
  }, STILL_FRAMES)
}

/** Runs in the page: what can be scrolled sideways, and the labels that do not fit. */
function layoutFaults(): string[] {
  const said = (element: Element) => `${element.tagName.toLowerCase()}.${(element.getAttribute('class') ?? '').split(' ').at(-1)} "${(element.textContent ?? '').slice(0, 40)}"`
  const faults: string[] = []
  if (document.documentElement.scrollWidth > innerWidth) faults.push('the window scrolls sideways')
  for (const element of document.querySelectorAll('body *')) {
    const { overflowX } = getComputedStyle(element)
    const isCut = element.scrollWidth > element.clientWidth + 1
    if (isCut && (overflowX === 'auto' || overflowX === 'scroll') && element.clientWidth > 0) faults.push(`scrolls sideways: ${said(element)}`)
    if (isCut && element.matches('.mantine-Button-label, [role=tab] *, label, h1, h2, h3, th, dt, [role=columnheader]') && overflowX === 'hidden') faults.push(`cut off: ${said(element)}`)
  }
  const pen = document.createElement('canvas').getContext('2d')!
  for (const input of document.querySelectorAll('input')) {
    const style = getComputedStyle(input)
    pen.font = style.font
    const room = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
    if (input.value === '' && pen.measureText(input.placeholder).width > room + 1) faults.push(`hint cut off: ${input.placeholder}`)
  }
  return faults
}

async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).withTags(RULES).exclude(NOT_OURS).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => ({ id, target: node.target.join(' '), why: node.any[0]?.message ?? node.failureSummary ?? '' })))
    .filter(({ id, target }) => !EXCEPTIONS.some(({ rule, target: part }) => rule === id && part.test(target)))
    .map(({ id, target, why }) => `${id}: ${target}: ${why}`)
}
