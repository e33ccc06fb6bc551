import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

describe.runIf(hasBrowser)('the contact sheet', () => {
  test('shows pictures taken from the clips, and plays a clip in place', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=hero' })
    const tile = page.getByRole('article', { name: 'hero', exact: true })
    await tile.locator('canvas.is-drawn').waitFor()
    await tile.hover()
    await tile.getByRole('button', { name: 'Play hero', exact: true }).click()
    const video = tile.locator('video')
    await expect.poll(() => video.evaluate((each: HTMLVideoElement) => each.currentTime)).toBeGreaterThan(0.3)
    await tile.getByRole('button', { name: 'Stop hero', exact: true }).click()
    await expect.poll(() => video.count()).toBe(0)
  })

  test('shows failed clips first, with the reason and the command that continues', async () => {
    const page = await openReport(sampleReport({ rows: 2 }))
    await expect.poll(() => page.getByRole('heading', { level: 2 }).first().innerText()).toBe('Needs attention 1')
    const attention = page.locator('article.attention')
    await expect.poll(() => attention.innerText()).toContain('refused by the review of PixVerse')
    expect(await attention.innerText()).toContain('shotlist run launch.yaml --only hero-long')
  })

  test('filters by state, job, tag, provider, axis and words, and keeps the filters in the URL', async () => {
    const page = await openReport(sampleReport())
    const summary = page.locator('.summary')
    const box = (name: string | RegExp) => page.getByRole('checkbox', { name })
    await box(/^social/)
      .first()
      .check()
    await expect.poll(() => summary.innerText()).toContain('24 of 66 clips')
    await box(/^9:16/).check()
    await expect.poll(() => summary.innerText()).toContain('8 of 66 clips')
    await box(/^anime/).check()
    await expect.poll(() => summary.innerText()).toContain('2 of 66 clips')
    await expect.poll(() => new URL(page.url()).hash).toBe('#job=social&axis%3Aratio=9%3A16&axis%3Alook=anime')
    await page.getByRole('button', { name: 'Show all' }).click()
    await box(/^acedata/).check()
    await expect.poll(() => summary.innerText()).toContain('14 of 66 clips')
    await box(/^Done/).check()
    await expect.poll(() => summary.innerText()).toContain('13 of 66 clips')
    await page.keyboard.press('0')
    await expect.poll(() => summary.innerText()).not.toContain('of 66 clips')
    await page.getByRole('searchbox').fill('marble sku-0007')
    await expect.poll(() => page.locator('article.tile').count()).toBe(1)
    await page.getByRole('searchbox').fill('no such words')
    await expect.poll(() => page.getByText('No clip matches the filters.').count()).toBe(1)
  })

  test('opens with the filters of its URL', async () => {
    const page = await openReport(sampleReport(), { hash: '#state=failed' })
    await expect.poll(() => page.locator('.summary').innerText()).toContain('1 of 66 clips')
    await expect.poll(() => page.getByRole('checkbox', { name: /^Failed/ }).isChecked()).toBe(true)
  })

  test('groups by the chosen property', async () => {
    const page = await openReport(sampleReport({ rows: 4 }))
    await page.getByLabel('Group by').selectOption('tag')
    await expect.poll(() => page.getByRole('heading', { level: 2, name: /no tag/ }).count()).toBe(1)
  })

  test('shows thousands of clips; only those in view are in the document', async () => {
    const page = await openReport(sampleReport({ rows: 2000 }))
    await page.locator('article.tile').first().waitFor()
    const tiles = () => page.locator('article.tile').count()
    expect(await tiles()).toBeLessThan(60)
    await page.getByRole('region', { name: 'Clips' }).evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.getByRole('article', { name: 'catalogue[row=sku-1999]' }).waitFor()
    expect(await tiles()).toBeLessThan(60)
    const boxes = () => page.getByRole('checkbox').count()
    expect(await boxes()).toBeLessThan(60)
    await page.getByText('1,988 more').click()
    await expect.poll(boxes).toBeGreaterThan(100)
    expect(await boxes()).toBeLessThan(250)
  })
})
