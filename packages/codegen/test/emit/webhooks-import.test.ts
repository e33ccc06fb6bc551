import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace } from './workspace.ts'

test('a client imports its runtime, and its webhooks, from entries of the package', async () => {
  const { root, run } = await makeWorkspace()
  await cp(new URL('../../../../specs/pixverse/openapi.yaml', import.meta.url), join(root, 'pixverse.yaml'))
  expect(await run('generate', 'pixverse.yaml', '--out', 'src')).toMatchObject({ status: 0 })
  const importsOf = async (file: string) => (await readFile(join(root, 'src/pixverse', file), 'utf8')).match(/(?<=from ')@[^']*/g)
  expect(await importsOf('client.gen.ts')).toEqual(['@shotlist/core/runtime'])
  expect(await importsOf('webhooks.gen.ts')).toEqual(['@shotlist/core/webhooks'])
})
