import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
let folder: string

// Inside the package, so that its own name resolves to it.
beforeAll(async () => {
  folder = await mkdtemp(join(root, 'test', '.snippets-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('shows snippets that compile', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const snippets = Array.from(readme.matchAll(/^```ts\n(.*?)^```/gms), (match) => match[1] ?? '')
  expect(snippets.length).toBeGreaterThan(3)
  await Promise.all(snippets.map((snippet, index) => writeFile(join(folder, `snippet-${index}.ts`), snippet)))
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: true,
      composite: false,
      incremental: false,
      rootDir: '../..',
      types: ['node'],
      customConditions: ['@shotlist/source'],
    },
    files: snippets.map((_, index) => `snippet-${index}.ts`),
    include: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, '../../node_modules/.bin/tsc')
  const { stdout } = await promisify(execFile)(compiler, ['-p', folder]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})
