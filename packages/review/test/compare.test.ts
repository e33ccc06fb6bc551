import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

function times(page: Page) {
  return page.locator('.stage video').evaluateAll((all) => all.map((video) => (video as HTMLVideoElement).currentTime))
}

function isTogether([first = 0, second = 0]: number[]) {
  return Math.min(first, second) > 0.6 && Math.abs(first - second) < 0.12
}

async function openCompare(page: Page): Promise<void> {
  await page.locator('article.tile').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect
    .poll(() => page.locator('.stage video').evaluateAll((all) => all.every((video) => (video as HTMLVideoElement).readyState >= 2)))
    .toBe(true)
}

describe.runIf(hasBrowser)('comparing', () => {
  test('plays the takes of a clip together', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await openCompare(page)
    await expect.poll(() => page.locator('.stage article').count()).toBe(2)
    await page.keyboard.press(' ')
    await expect.poll(async () => isTogether(await times(page))).toBe(true)
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Play all' }).waitFor()
    // Both stand at the same place, and stay there.
    await expect
      .poll(async () => {
        const [one, other] = [await times(page), await times(page)]
        return one[0] === other[0] && one[1] === other[1] && Math.abs((one[0] ?? 0) - (one[1] ?? -1)) < 0.005
      })
      .toBe(true)
  })

  test('seeks to one position in all clips', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await openCompare(page)
    await page.getByRole('slider').fill('2.5')
    await expect.poll(() => times(page)).toEqual([2.5, 2.5])
    await page.locator('.stage').click({ position: { x: 2, y: 2 } })
    await page.getByRole('slider').evaluate((slider: HTMLElement) => slider.blur())
    await page.keyboard.press('.')
    await expect.poll(async () => (await times(page)).map((seconds) => seconds.toFixed(2))).toEqual(['2.54', '2.54'])
  })

  test('compares over an axis, and picks from there', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await openCompare(page)
    await page.getByLabel('Side by side').selectOption('look')
    await expect.poll(() => page.locator('.stage article').count()).toBe(4)
    await page.keyboard.press('j')
    await page.keyboard.press('p')
    await expect
      .poll(() => page.getByRole('region', { name: 'Your choices' }).innerText())
      .toContain("shotlist pick 'social[ratio=16:9,look=clay]#1' launch.yaml")
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Clips' }).waitFor()
  })

  test('compares clips that were chosen one by one', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=catalogue' })
    await page.locator('article.tile').first().waitFor()
    for (const key of ['j', 'v', 'j', 'v', 'j', 'v', 'c']) await page.keyboard.press(key)
    await expect.poll(() => page.locator('.stage article').count()).toBe(3)
  })
})
