import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf, ROOT } from '../harness/shotlist.ts'

const MANIFEST = `version: 1
providers: { lantern: { spec: lantern.openapi.yaml } }
jobs:
  clip: { uses: lantern/text-to-video, with: { prompt: a lighthouse, duration: 4, size: 720x1280 } }
`

test('the whole document on the page of the dialect is described, priced and rehearsed', async () => {
  const page = readFileSync(join(ROOT, 'docs/dialect.md'), 'utf8')
  const [, text = ''] = /^## A whole document\n[^]*?^```yaml\n([^]*?)^```/m.exec(page) ?? []
  const folder = await folderOf({ 'lantern.openapi.yaml': text, 'shotlist.yaml': MANIFEST })
  onTestFinished(() => folder.remove())
  const said: string[] = []
  for (const args of [['describe', 'lantern/text-to-video'], ['validate'], ['plan'], ['rehearse', '--yes', '--speed', '6000']]) {
    const { code, stdout, stderr } = await shotlistInProcess(args, { cwd: folder.path, env: {} })
    expect({ args, code, warned: /warning|error/.test(stdout + stderr), stderr }).toMatchObject({ args, code: 0, warned: false })
    said.push(stdout)
  }
  expect(said[2]).toContain('0.2 USD')
  expect(said[3]).toMatch(/clip\.mp4 +720x1280/)
})
