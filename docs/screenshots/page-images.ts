import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

export type PageShot = {
  /** File name of the picture. */
  readonly name: string
  readonly theme: 'dark' | 'light'
  /** Keys that lead to what is shown. */
  readonly keys?: readonly string[]
}

/** Takes pictures of a review page as it opens from disk, in the Chromium of this machine. */
export async function pageImages(report: string, { folder, shots }: { folder: string; shots: readonly PageShot[] }): Promise<void> {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    for (const shot of shots) await takeShot(browser, { report, folder, shot })
  } finally {
    await browser.close()
  }
}

async function takeShot(browser: Browser, { report, folder, shot }: { report: string; folder: string; shot: PageShot }): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme: shot.theme })
  await page.goto(pathToFileURL(join(report, 'index.html')).href)
  await postersAreDrawn(page)
  for (const key of shot.keys ?? []) await page.keyboard.press(key)
  await postersAreDrawn(page)
  await page.screenshot({ path: join(folder, shot.name) })
  await page.close()
}

/** Posters are drawn from the clips when these come into view. */
function postersAreDrawn(page: Page): Promise<void> {
  return page.waitForLoadState('networkidle')
}
