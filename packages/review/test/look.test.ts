import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

type State = {
  readonly name: string
  /** Keys that lead from the previous state to this one. */
  readonly keys: readonly string[]
  /** An element that is visible in this state. */
  readonly seen: (page: Page) => Locator
  /** The only part that differs from a state checked before. */
  readonly part?: string
}

const STATES: readonly State[] = [
  { name: 'clips', keys: [], seen: (page) => page.locator('article.tile').first() },
  { name: 'choices', keys: ['j', 'j', 'x', 'v'], seen: (page) => page.getByRole('region', { name: 'Your choices' }) },
  { name: 'detail', keys: ['Enter'], seen: (page) => page.getByRole('complementary') },
  {
    name: 'detail of a failure',
    keys: ['Escape', ...Array.from({ length: 12 }, () => 'k'), 'Enter'],
    seen: (page) => page.getByRole('complementary', { name: 'Clip hero-long' }),
    part: '.detail',
  },
  { name: 'matrix', keys: ['Escape', '2'], seen: (page) => page.getByRole('region', { name: 'Matrix' }) },
  { name: 'timeline', keys: ['3'], seen: (page) => page.getByRole('region', { name: 'Timeline' }) },
  { name: 'cost', keys: ['4'], seen: (page) => page.locator('.chart svg').nth(2) },
  { name: 'help', keys: ['?'], seen: (page) => page.getByRole('dialog', { name: 'Keys' }), part: 'dialog' },
]

/** The rules that depend on colours: the only ones that a theme can break. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** Accessibility problems, found by https://github.com/dequelabs/axe-core. */
async function barriers(page: Page, { part, rules }: { part?: string | undefined; rules?: string[] } = {}): Promise<string[]> {
  // A page from disk may not fetch the style sheet, so nothing is preloaded; legacy mode avoids a second page.
  const builder = new AxeBuilder({ page }).options({ preload: false, resultTypes: ['violations'] }).setLegacyMode()
  if (part !== undefined) builder.include(part)
  if (rules !== undefined) builder.withRules(rules)
  const { violations } = await builder.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
}

/** The pixels by which content is wider than its container. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const panels = [document.documentElement, ...document.querySelectorAll('.detail')]
    return Math.max(...panels.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
  })
}

/** Goes through all states and checks each one. */
async function visit(page: Page, look: (state: State) => Promise<void>): Promise<void> {
  for (const state of STATES) {
    for (const key of state.keys) await page.keyboard.press(key)
    await state.seen(page).waitFor()
    await look(state)
  }
}

function themeOf(page: Page) {
  return page.evaluate(() => document.documentElement.dataset['theme'])
}

async function inTheme(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await expect.poll(() => themeOf(page)).toBe(colorScheme)
}

describe.runIf(hasBrowser)('the look', () => {
  test('every view is accessible in both themes, and nothing overflows', async () => {
    const page = await openReport(sampleReport({ rows: 12 }))
    await visit(page, async ({ name, part }) => {
      const dark = await barriers(page, { part })
      await inTheme(page, 'light')
      const light = await barriers(page, { part, rules: COLOUR_RULES })
      await inTheme(page, 'dark')
      expect({ name, dark, light, overflow: await overflowOf(page) }).toEqual({ name, dark: [], light: [], overflow: 0 })
    })
  })

  test('the same on a narrow screen', async () => {
    const page = await openReport(sampleReport({ rows: 12 }), { colorScheme: 'light', width: 390, height: 844 })
    await visit(page, async ({ name, part }) => {
      expect({ name, light: await barriers(page, { part }), overflow: await overflowOf(page) }).toEqual({ name, light: [], overflow: 0 })
    })
  })

  test('the comparison is accessible', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.getByRole('region', { name: 'Compare' }).waitFor()
    expect(await barriers(page)).toEqual([])
  })

  test('follows the system’s theme, unless the reader chooses one', async () => {
    const page = await openReport(sampleReport({ rows: 0 }), { colorScheme: 'light', hash: '#job=hero' })
    await expect.poll(() => themeOf(page)).toBe('light')
    await inTheme(page, 'dark')
    await inTheme(page, 'light')
    await page.keyboard.press('t')
    await expect.poll(() => themeOf(page)).toBe('dark')
    await page.reload()
    await expect.poll(() => themeOf(page)).toBe('dark')
  })
})
