import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf, ROOT } from '../harness/shotlist.ts'
import { type LanguageServer, startLanguageServer } from './language-server/language-server.ts'

// A project with its own provider, whose schema `shotlist schema` writes.

let editor: LanguageServer
let remove: () => Promise<void>
beforeAll(async () => {
  const project = await folderOf({
    'acme.openapi.yaml': await readFile(join(ROOT, 'examples/vendor/acme.openapi.yaml'), 'utf8'),
    'shotlist.yaml': 'version: 1\nproviders: { studio: { spec: ./acme.openapi.yaml } }\njobs: {}\n',
  })
  remove = project.remove
  const { code, stderr } = await shotlistInProcess(['schema', '--output', 'manifest.schema.json'], { cwd: project.path })
  if (code !== 0) throw new Error(stderr)
  editor = await startLanguageServer({ schema: await readFile(join(project.path, 'manifest.schema.json'), 'utf8') })
})
afterAll(async () => {
  await editor.close()
  await remove()
})

function labels(items: readonly { label: string }[]) {
  return items.map(({ label }) => label)
}
function job(...lines: string[]) {
  return ['version: 1', 'jobs:', '  a:', '    uses: studio/text-to-video', '    with:', ...lines.map((line) => `      ${line}`), ''].join(
    '\n',
  )
}

test('its operations, fields and values are offered together with the shipped ones', async () => {
  expect(labels(await editor.complete('version: 1\njobs:\n  a:\n    uses: |\n'))).toEqual(
    expect.arrayContaining(['studio/text-to-video', 'studio/extend', 'pixverse/text-to-video']),
  )
  expect(labels(await editor.complete(job('|')))).toEqual(expect.arrayContaining(['script', 'engine', 'shape']))
  expect(labels(await editor.complete(job('engine: |')))).toContain('feather')
})

test('unknown fields and values are reported', async () => {
  const diagnostics = await editor.diagnose(job('script: a fox', 'promt: a fox'))
  expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining('Property promt is not allowed')])
})
