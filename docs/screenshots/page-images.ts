import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

export type PageShot = {
  /** The picture's file name. */
  readonly name: string
  readonly theme: 'dark' | 'light'
  /** The keys that open what the picture shows. */
  readonly keys?: readonly string[]
}

/** Takes pictures of a review page opened from disk, in the Chromium of this machine. */
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

/** Posters are drawn from clips when they scroll into view. */
function postersAreDrawn(page: Page): Promise<void> {
  return page.waitForLoadState('networkidle')
}
