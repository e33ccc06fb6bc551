import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { ROOT } from '../harness/shotlist.ts'
import { listPages } from './list-pages.ts'
import { followPage } from './pages/follow-page.ts'
import { openSandbox, type Providers, startProviders } from './pages/sandbox.ts'

let providers: Providers
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.close())

describe.concurrent.each(await listPages())('%s', (page) => {
  test('works as written', async ({ expect, onTestFinished }) => {
    const sandbox = await openSandbox(providers)
    onTestFinished(() => sandbox.close())
    const problems = await followPage(await readFile(join(ROOT, page), 'utf8'), sandbox)
    expect(problems).toEqual([])
  })
})
