import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { bundleProgram } from './bundle-program.ts'
import { EXPECTED, serveProgram } from './serve-program.ts'

async function find(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name)
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return undefined
}

const executablePath = (await find('chromium')) ?? (await find('google-chrome'))
/** Time limit of the browser, for a busy machine. */
const PATIENCE_MS = 120_000

const mayBeMissing = executablePath === undefined && process.env['CI'] !== 'true'
if (mayBeMissing) console.warn('Skipped: there is no chromium on this machine, so that core is not tried in a browser.')

it.skipIf(mayBeMissing)('runs in Chromium, with its lazy parts in files of their own', async () => {
  const files = await bundleProgram('esm')
  expect(files.size).toBeGreaterThan(2)
  const url = await serveProgram(files)
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    timeout: PATIENCE_MS,
    ...defined({ executablePath }),
  })
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(url)
    // As text, because a page cannot run the code that vitest makes of an import().
    const seen = await page.evaluate("import('/program.js').then(({ main }) => main(location.origin))")
    expect(seen).toEqual(EXPECTED)
    expect(errors).toEqual([])
  } finally {
    await browser.close()
  }
})
