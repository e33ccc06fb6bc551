import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

const LOOKS = [
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'light', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 844 },
] as const

/** Keys that lead from one state of the page to the next. */
const STATES: readonly (readonly [string, readonly string[]])[] = [
  ['clips', []],
  ['choices', ['j', 'j', 'x', 'v']],
  ['detail', ['Enter']],
  ['detail of a failure', ['Escape', ...Array.from({ length: 12 }, () => 'k'), 'Enter']],
  ['matrix', ['Escape', '2']],
  ['timeline', ['3']],
  ['cost', ['4']],
  ['help', ['?']],
]

/** What a screen reader, a keyboard or weak eyes would stumble over, by https://github.com/dequelabs/axe-core. */
async function barriers(page: Page): Promise<string[]> {
  // Preloading would fetch the style sheet, which a page from disk may not; legacy mode spares a second page.
  const { violations } = await new AxeBuilder({ page }).options({ preload: false }).setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
}

describe.runIf(hasBrowser)('the look', () => {
  for (const { name, ...look } of LOOKS) {
    test(`${name}: everybody can use every view, and nothing overflows`, { timeout: 120_000 }, async () => {
      const page = await openReport(sampleReport({ rows: 12 }), look)
      await page.locator('article.tile').first().waitFor()
      for (const [state, keys] of STATES) {
        for (const key of keys) await page.keyboard.press(key)
        const overflow = await page.evaluate(() => {
          const panels = [document.documentElement, ...document.querySelectorAll('.detail')]
          return Math.max(...panels.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
        })
        expect({ state, barriers: await barriers(page), overflow }).toEqual({ state, barriers: [], overflow: 0 })
      }
    })
  }

  test('comparing can be used by everybody', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    expect(await barriers(page)).toEqual([])
  })

  test('follows the system, and the reader before the system', async () => {
    const page = await openReport(sampleReport(), { colorScheme: 'light' })
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    expect(await theme()).toBe('light')
    await page.keyboard.press('t')
    expect(await theme()).toBe('dark')
    await page.reload()
    expect(await theme()).toBe('dark')
  })
})
