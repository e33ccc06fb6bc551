import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hasBrowser, openAddress } from '@shotlist/review/browser'
import { describe, expect, onTestFinished, test } from 'vitest'
import { shotlistInProcess } from './harness/in-process.ts'
import { folderOf, ROOT, start } from './harness/shotlist.ts'
import { servePixverse } from './wire/pixverse.ts'

const MANIFEST = `
version: 1
name: harbour
defaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5, aspect_ratio: "16:9" } }
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier }, output: "hero-\${{ take }}.mp4" }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
  looks:
    matrix: { look: [day, night] }
    uses: text-to-video
    with: { prompt: "a harbour by \${{ matrix.look }}" }
    output: looks/\${{ matrix.look }}.mp4
`

async function manifestFolder(): Promise<string> {
  const { path, remove } = await folderOf({ 'shotlist.yaml': MANIFEST })
  onTestFinished(remove)
  return path
}

function readyToPlay(video: HTMLVideoElement | SVGElement | HTMLElement) {
  return (video as HTMLVideoElement).readyState >= 2
}

describe.runIf(hasBrowser)('the review page, as the command makes it', () => {
  test('a report of a rehearsal opens from disk: pictures, players, the missing pick, the timeline', async () => {
    const cwd = await manifestFolder()
    expect((await shotlistInProcess(['rehearse', '--yes', '--quiet', '--speed', '600'], { cwd })).code).toBe(4)
    const { code, stdout } = await shotlistInProcess(['report', '--rehearsal', '--out', 'page'], { cwd })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'page/index.html\n' })

    const page = await openAddress(pathToFileURL(join(cwd, 'page/index.html')).href)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('harbour')
    await page.getByRole('article', { name: 'hero#2' }).locator('canvas.is-drawn').waitFor()
    await expect.poll(() => page.locator('article.attention').innerText()).toContain('waits for a take of hero to be picked')
    await page.getByRole('button', { name: 'Compare 2 takes and pick' }).click()
    await expect
      .poll(() => page.locator('.stage video').evaluateAll((all) => all.map((each) => (each as HTMLVideoElement).duration)))
      .toEqual([5, 5])
    await page.keyboard.press('Escape')
    await page.keyboard.press('3')
    const bar = page.getByRole('button', { name: /^looks\[look=day\]:/ })
    await expect.poll(() => bar.getAttribute('aria-label')).toMatch(/Rendering .* done$/)
  })

  test('the live page keeps a pick made by keyboard, and shows the next run as it happens', async () => {
    const server = await servePixverse(await readFile(join(ROOT, 'test/fixtures/clip.mp4')))
    onTestFinished(() => server.close())
    const cwd = await manifestFolder()
    const env = { PIXVERSE_API_KEY: server.key, PIXVERSE_BASE_URL: server.url }
    const run = () => shotlistInProcess(['run', '--yes', '--quiet', '--poll', '100ms'], { cwd, env })
    expect((await run()).code).toBe(4)

    const ui = start(['ui'], { cwd, env })
    onTestFinished(() => void ui.child.kill('SIGKILL'))
    await expect.poll(() => ui.output()).toMatch(/http:\/\/\S+/)
    const page = await openAddress(/http:\/\/\S+/.exec(ui.output())?.[0] ?? '')
    await expect.poll(() => page.locator('.summary').innerText()).toContain('live')
    await page.getByRole('button', { name: 'Compare 2 takes and pick' }).click()
    await expect.poll(() => page.locator('.stage video').first().evaluate(readyToPlay)).toBe(true)
    await page.keyboard.press('j')
    await page.keyboard.press('p')
    await expect.poll(() => readFile(join(cwd, 'shotlist.lock.yaml'), 'utf8')).toContain('take: hero#2')
    await expect.poll(() => page.getByRole('button', { name: 'Pick hero#2' }).getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Escape')

    expect((await run()).code).toBe(0)
    await page.getByRole('article', { name: 'longer' }).locator('canvas.is-drawn').waitFor()
    await expect.poll(() => page.locator('article.attention').count()).toBe(0)
    await expect.poll(() => page.locator('.summary').innerText()).toContain('done')

    ui.child.kill('SIGINT')
    expect((await ui.finished).code).toBe(0)
    await expect.poll(() => page.locator('.summary').innerText()).toContain('disconnected')
  })
})
