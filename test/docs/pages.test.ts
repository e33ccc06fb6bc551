import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { ROOT } from '../harness/shotlist.ts'
import { listPages } from './list-pages.ts'
import { followPage } from './story/follow-page.ts'
import { openStage, type Providers, startProviders } from './story/stage.ts'

let providers: Providers
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.close())

describe.concurrent.each(await listPages())('%s', (page) => {
  test('does what it says', async ({ expect, onTestFinished }) => {
    const stage = await openStage(providers)
    onTestFinished(() => stage.close())
    const problems = await followPage(await readFile(join(ROOT, page), 'utf8'), stage)
    expect(problems).toEqual([])
  })
})
