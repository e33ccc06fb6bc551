import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

const PICTURE = fileURLToPath(new URL('../../../examples/assets/cup.png', import.meta.url))

describe.runIf(hasBrowser)('the other views', () => {
  test('a clip in full: player, request, seed, price, timings, task', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=hero' })
    await page.getByRole('button', { name: 'Open hero', exact: true }).click()
    const panel = page.getByRole('complementary', { name: 'Clip hero', exact: true })
    for (const part of ['1000', '45 credits ($0.23)', 'task-0', 'Queued at the provider', '2 s', '"quality": "540p"', '640 × 360']) {
      await expect.poll(() => panel.innerText()).toContain(part)
    }
    await page.keyboard.press(' ')
    await expect.poll(() => panel.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2)
  })

  test('the timeline has a bar for every job that rendered, with its phases', async () => {
    const page = await openReport(sampleReport({ rows: 12 }))
    await page.keyboard.press('3')
    const bar = page.getByRole('button', { name: 'hero-long: Waiting 1.5 s, Queued at the provider 2.4 s, Rendering 11 s; failed' })
    const widths = () => bar.locator('.phase').evaluateAll((all) => all.map((phase) => phase.getBoundingClientRect().width))
    await expect.poll(async () => (await widths()).length).toBe(3)
    await expect.poll(async () => Number((await widths())[2]) > Number((await widths())[0])).toBe(true)
    await expect
      .poll(() =>
        page
          .getByRole('img', { name: /Jobs in flight over time/ })
          .locator('svg')
          .count(),
      )
      .toBe(1)
    await page.getByLabel('First').selectOption('longest')
    await expect.poll(() => page.locator('.bar').first().getAttribute('data-clip')).not.toBe('hero')
  })

  test('costs by job, provider and tag, in dollars and in units', async () => {
    const page = await openReport(sampleReport())
    await page.keyboard.press('4')
    await expect.poll(() => page.locator('.chart svg').count()).toBe(3)
    await expect.poll(() => page.locator('.totals').innerText()).toContain('$14.40')
    await page.getByText('As a table').first().click()
    const row = page.getByRole('row', { name: /^social/ }).first()
    await expect.poll(() => row.innerText()).toContain('$5.40')
    await page.locator('.cost').getByRole('combobox').selectOption('PTC')
    await expect.poll(() => page.locator('.totals').innerText()).toContain('PTC')
  })

  test('the matrix of a job, over the axis that is chosen', async () => {
    const page = await openReport(sampleReport())
    await page.keyboard.press('2')
    await page.getByLabel('Across').selectOption('take')
    await expect.poll(() => page.locator('.column-title').allInnerTexts()).toEqual(['take 1', 'take 2'])
    await expect.poll(() => page.locator('.matrix-row h2').first().innerText()).toBe('ratio 16:9 · look anime')
    await expect.poll(() => page.locator('.matrix-row').first().locator('article').count()).toBe(2)
  })

  test('a picture is shown as a picture', async () => {
    const report = sampleReport({ rows: 0 })
    const [hero] = report.clips
    const file = { path: 'cup.png', src: 'clips/cup.png', sha256: '', bytes: 1 }
    const clips = hero === undefined ? [] : [{ ...hero, file }]
    const page = await openReport({ ...report, clips }, { clip: PICTURE })
    const tile = page.getByRole('article', { name: 'hero', exact: true })
    await expect.poll(() => tile.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
    expect(await tile.getByRole('button', { name: /^Play/ }).count()).toBe(0)
    await tile.getByRole('button', { name: 'Open hero' }).click()
    await page.getByRole('complementary').getByRole('img', { name: 'hero' }).waitFor()
  })
})

describe.runIf(hasBrowser)('characters that are not seen', () => {
  test('are visible in every view, and line breaks stay', async () => {
    const report = sampleReport()
    const [hero, ...others] = report.clips
    const clips = hero === undefined ? others : [{ ...hero, prompt: 'a\u202Efox\u200B\nruns' }, ...others]
    const page = await openReport({ ...report, clips }, { hash: '#job=hero' })
    await expect.poll(() => page.locator('body').innerText()).toMatch(/a\uFFFDfox\uFFFD\s+runs/)
    await page.getByRole('button', { name: 'Open hero', exact: true }).click()
    await expect.poll(() => page.getByRole('complementary').innerText()).toContain('a\uFFFDfox\uFFFD runs')
    expect(await page.content()).not.toMatch(/[\u202E\u200B]/)
  })
})
