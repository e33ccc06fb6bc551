import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sampleReport } from '@shotlist/review/sample-report'
import { writePage } from '@shotlist/review/write-page'
import { chromium, type Page } from 'playwright-core'
import { median } from '../measure/median.ts'
import type { Row, Section } from '../measure/section.ts'
import { mainThreadTasks, type Task } from './main-thread-tasks.ts'

const ROUNDS = 3
/** The sample report has 26 more clips: a hero, its extension, and 24 takes. */
const ROWS = 1974

const command = fileURLToPath(new URL('../../packages/runner/dist/cli/main.js', import.meta.url))

/** Clips as providers deliver them, in two ratios. */
const MANIFEST = `version: 1
defaults: { provider: pixverse, with: { model: v5, quality: 720p, duration: 5 } }
jobs:
  wide: { uses: text-to-video, takes: 3, with: { prompt: a bottle on a glacier, aspect_ratio: "16:9" }, output: "wide-\${{ take }}.mp4" }
  tall: { uses: text-to-video, takes: 3, with: { prompt: a bottle in the rain, aspect_ratio: "9:16" }, output: "tall-\${{ take }}.mp4" }
`

/** The measurements of one opening of the page, in milliseconds. */
type Opening = {
  readonly paintMs: number
  readonly picturesMs: number
  readonly tasks: readonly Task[]
  readonly framesMs: readonly number[]
}

export const section: Section = {
  title: `The review page with 2,000 clips of 720p, opened from disk in headless Chromium (median of ${ROUNDS})`,
  measure: async (): Promise<readonly Row[]> => {
    const executablePath = findChromium()
    if (executablePath === undefined) return [{ measured: 'skipped: no chromium on PATH', value: '', goal: '' }]
    const folder = mkdtempSync(join(tmpdir(), 'shotlist-bench-'))
    try {
      const address = pathToFileURL(await writePage(join(folder, 'page'), sampleReport({ rows: ROWS }), renderClips(folder))).href
      const openings: Opening[] = []
      for (let round = 0; round < ROUNDS; round++) openings.push(await open(address, executablePath))
      return table(openings)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

function table(openings: readonly Opening[]): readonly Row[] {
  const of = (figure: (opening: Opening) => number): number => Math.round(median(openings.map(figure)))
  const longest = (time: keyof Task) => of(({ tasks }) => Math.max(0, ...tasks.map((task) => task[time])))
  return [
    { measured: 'first paint, ms', value: of(({ paintMs }) => paintMs), goal: '< 1,500' },
    { measured: 'first screen of pictures, ms', value: of(({ picturesMs }) => picturesMs), goal: '' },
    { measured: 'scrolling through all: longest task, ms', value: longest('wallMs'), goal: '< 100' },
    { measured: 'scrolling through all: longest task, ms on the processor', value: longest('cpuMs'), goal: '' },
    {
      measured: 'scrolling through all: tasks over 100 ms',
      value: of(({ tasks }) => tasks.filter(({ wallMs }) => wallMs > 100).length),
      goal: '0',
    },
    { measured: 'scrolling through all: median frame, ms', value: of(({ framesMs }) => median(framesMs)), goal: '' },
  ]
}

async function open(address: string, executablePath: string): Promise<Opening> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(address)
    await page.waitForFunction(() => document.querySelectorAll('.poster.is-drawn').length >= 10)
    const picturesMs = await page.evaluate(() => performance.now())
    const paintMs = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
    let framesMs: readonly number[] = []
    const tasks = await mainThreadTasks(browser, async () => {
      framesMs = await scroll(page)
    })
    return { paintMs, picturesMs, tasks, framesMs }
  } finally {
    await browser.close()
  }
}

/** Scrolls from the first clip to the last, as fast as a wheel that keeps turning. Returns the time between frames. */
function scroll(page: Page): Promise<number[]> {
  return page.locator('.scroller').evaluate(async (scroller) => {
    const frames: number[] = []
    let before = performance.now()
    while (scroller.scrollTop + scroller.clientHeight < scroller.scrollHeight - 1) {
      scroller.scrollTop += 160
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      frames.push(now - before)
      before = now
    }
    return frames
  })
}

function renderClips(folder: string): readonly string[] {
  writeFileSync(join(folder, 'shotlist.yaml'), MANIFEST)
  execFileSync(process.execPath, [command, 'rehearse', '--yes', '--quiet'], { cwd: folder, stdio: 'pipe' })
  const outputs = join(folder, 'renders-rehearsal')
  return readdirSync(outputs)
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => join(outputs, name))
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders
    .map((path) => join(path, 'chromium'))
    .find((path) => {
      try {
        execFileSync(path, ['--version'], { stdio: 'pipe' })
        return true
      } catch {
        return false
      }
    })
}
