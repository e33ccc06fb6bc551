import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasBrowser, openReport } from './harness/browser.ts'
import { sampleReport } from './harness/sample-report.ts'

/** The clip that keys act on. */
function current(page: Page) {
  return page.locator('.is-current').last().getAttribute('data-clip')
}

describe.runIf(hasBrowser)('the keyboard', () => {
  test('moves among clips, forward and back, up and down', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => current(page)).toBe('social[ratio=16:9,look=anime]#1')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => current(page)).toBe('social[ratio=16:9,look=anime]#2')
    await page.keyboard.press('k')
    await expect.poll(() => current(page)).toBe('social[ratio=16:9,look=anime]#1')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => current(page)).not.toBe('social[ratio=16:9,look=anime]#1')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => current(page)).toBe('social[ratio=16:9,look=anime]#1')
  })

  test('brings clips below the screen into view', async () => {
    const page = await openReport(sampleReport({ rows: 300 }), { hash: '#job=catalogue' })
    await page.locator('article.tile').first().waitFor()
    for (let press = 0; press < 30; press += 1) await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator('.tile.is-current').count()).toBe(1)
    const top = () => page.locator('.tile.is-current').evaluate((tile) => tile.getBoundingClientRect().top)
    await expect.poll(async () => [(await top()) > 0, (await top()) < 800]).toEqual([true, true])
    expect(await page.getByRole('region', { name: 'Clips' }).evaluate((list) => list.scrollTop)).toBeGreaterThan(1000)
  })

  test('plays, and stops', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=hero' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press(' ')
    await expect.poll(() => page.locator('.tile video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2)
    await page.keyboard.press(' ')
    await expect.poll(() => page.locator('.tile video').count()).toBe(0)
  })

  test('picks a take, shows the command for it on a page from disk, and stores it', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('p')
    const choices = page.getByRole('region', { name: 'Your choices' })
    await expect.poll(() => choices.innerText()).toContain("shotlist pick 'social[ratio=16:9,look=anime]#2' launch.yaml")
    await page.reload()
    await expect.poll(() => choices.innerText()).toContain("shotlist pick 'social[ratio=16:9,look=anime]#2' launch.yaml")
    // A pick that the lockfile has needs no command.
    await page.keyboard.press('j')
    await page.keyboard.press('p')
    await expect.poll(() => choices.count()).toBe(0)
  })

  test('rejects, which undoes the pick, and offers no second payment for the same seed', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=catalogue' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('u')
    await expect.poll(() => current(page)).toBe('catalogue[row=sku-0001]')
    await page.keyboard.press('x')
    const choices = page.getByRole('region', { name: 'Your choices' })
    await expect.poll(() => choices.innerText()).toContain('2 rejected clips have seeds')
    expect(await choices.innerText()).not.toContain('--force')
    await page.getByRole('checkbox', { name: /^Rejected/ }).check()
    await expect.poll(() => page.locator('.summary').innerText()).toContain('2 of 66 clips')
  })

  test('lists all keys, and closes open panels', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=hero' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keys' })
    await expect.poll(() => help.innerText()).toContain('pick the take')
    await page.keyboard.press('Escape')
    await expect.poll(() => help.count()).toBe(0)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0)
  })

  test('searches without acting on the letters', async () => {
    const page = await openReport(sampleReport(), { hash: '#job=social' })
    await page.locator('article.tile').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('/')
    await page.keyboard.type('xp3')
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('xp3')
    // Effects of the letters as keys would be visible before the help.
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await page.getByRole('region', { name: 'Your choices' }).count()).toBe(0)
    expect(await page.getByRole('region', { name: 'Clips' }).count()).toBe(1)
  })
})
