import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, expect, onTestFinished } from 'vitest'
import type { Report } from '../../src/contract/report.ts'
import { writePage } from './write-page.ts'

const CLIP = fileURLToPath(new URL('../../../../test/fixtures/clip.mp4', import.meta.url))

const EXECUTABLE = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isExecutable)

/** Whether pages can be opened here. CI must have a browser; elsewhere tests that need one are skipped, and say so. */
export const hasBrowser = EXECUTABLE !== undefined || process.env['CI'] === 'true'

if (!hasBrowser) process.stderr.write('No chromium on PATH: the tests of the review page are skipped.\n')

let launched: Promise<Browser> | undefined

const browser = (): Promise<Browser> => {
  if (EXECUTABLE === undefined) throw new Error('CI needs chromium on PATH: apt-get install chromium')
  launched ??= chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] })
  return launched
}

afterAll(async () => {
  await (await launched)?.close()
  launched = undefined
})

export type Look = {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'dark' | 'light'
  readonly hash?: string
  /** The file that every clip is. Default: one of five seconds. */
  readonly clip?: string
}

/** Opens a report from disk, as a reader would. The test fails if the page complains of anything. */
export async function openReport(report: Report, look: Look = {}): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = await writePage(folder, report, [look.clip ?? CLIP])
  return openAddress(`${pathToFileURL(path).href}${look.hash ?? ''}`, look)
}

/** The same, for a page that is somewhere already. */
export async function openAddress(url: string, { width = 1280, height = 800, colorScheme = 'dark' }: Look = {}): Promise<Page> {
  const context = await (await browser()).newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
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
