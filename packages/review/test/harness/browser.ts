import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import type { Report } from '../../src/contract/report.ts'
import { writePage } from './write-page.ts'

const CLIP = fileURLToPath(new URL('../../../../test/fixtures/clip.mp4', import.meta.url))

/** Time limit for anything to appear on a page, for a busy machine. */
const TIMEOUT_MS = 120_000

const EXECUTABLE = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isExecutable)

/** Whether there is a browser. CI must have one; elsewhere tests that need it are skipped, with a message. */
export const hasBrowser = EXECUTABLE !== undefined || process.env['CI'] === 'true'

if (!hasBrowser) process.stderr.write('No chromium on PATH: the tests of the review page are skipped.\n')

let launched: Promise<Browser> | undefined
let opened: Promise<Page> | undefined

/** One browser for all test files of a process. It ends with the process, which vitest ends with SIGTERM. */
function browser(): Promise<Browser> {
  if (EXECUTABLE === undefined) throw new Error('CI needs chromium on PATH: apt-get install chromium')
  if (launched === undefined) {
    launched = chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'], timeout: TIMEOUT_MS, handleSIGTERM: false })
    // When the process exits, playwright kills the browser and removes its profile. A signal alone would not let it.
    process.once('SIGTERM', () => process.exit())
  }
  return launched
}

/** One page for all tests, because a new page takes longer than most tests. Each test's changes are removed when it ends. */
async function emptyPage(): Promise<Page> {
  opened ??= newPage()
  const page = await opened
  onTestFinished(async () => {
    // After a crash the page cannot be used again.
    await empty(page).catch(async () => {
      opened = undefined
      await page.context().close()
    })
  })
  return page
}

async function newPage(): Promise<Page> {
  const context = await (await browser()).newContext()
  context.setDefaultTimeout(TIMEOUT_MS)
  const page = await context.newPage()
  // The page gives up on a clip that does not load within seconds, so that other clips get their turn. A busy machine may need longer.
  await page.addInitScript(() => {
    const { setTimeout: original } = globalThis
    const patient = (act: () => void, ms = 0) => original(act, ms >= 10_000 ? ms * 20 : ms)
    globalThis.setTimeout = patient as typeof setTimeout
  })
  return page
}

async function empty(page: Page): Promise<void> {
  if (page.url() !== 'about:blank') await page.evaluate(() => localStorage.clear())
  await page.goto('about:blank')
  await page.mouse.move(0, 0)
}

export type Look = {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'dark' | 'light'
  readonly hash?: string
  /** The file of every clip. Default: a clip of five seconds. */
  readonly clip?: string
}

/** Opens a report from disk, as a reader would. The test fails if the page logs an error. */
export async function openReport(report: Report, look: Look = {}): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = await writePage(folder, report, [look.clip ?? CLIP])
  return openAddress(`${pathToFileURL(path).href}${look.hash ?? ''}`, look)
}

/** Opens a page by its URL. All tests of a file share one browser page, one at a time. */
export async function openAddress(url: string, { width = 1280, height = 800, colorScheme = 'dark' }: Look = {}): Promise<Page> {
  const page = await emptyPage()
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  const complaints: string[] = []
  const onError = (error: Error) => complaints.push(error.stack ?? error.message)
  const onConsole = (message: { type(): string; text(): string }) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  }
  page.on('pageerror', onError)
  page.on('console', onConsole)
  onTestFinished(() => {
    page.off('pageerror', onError)
    page.off('console', onConsole)
    expect(complaints).toEqual([])
  })
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
