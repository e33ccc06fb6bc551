import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeWorkspace } from './workspace.ts'

type Validate = { (input: unknown): boolean; errors?: { instancePath: string; schemaPath: string; keyword: string }[] | null }

test('generated validators say what is wrong and import nothing but each other', async () => {
  const { root, run } = await makeWorkspace()
  await run('generate', 'workshop.openapi.yaml', '--out', 'clients', '--import-ending', '.ts')
  const path = join(root, 'clients/2nd-workshop/validators/text-to-video.gen.ts')
  const { validate } = (await import(pathToFileURL(path).href)) as { validate: Validate }

  expect(validate({ prompt: 'a glacier', quality: '1080p', duration: 5, model: 'a-newer-one' })).toBe(true)
  expect(validate({ prompt: 'a glacier', quality: '720p', img_id: '9007199254740993' })).toBe(true)
  // Twenty characters, each of two UTF-16 units: the length counts characters.
  expect(validate({ prompt: '🏔'.repeat(20), quality: '720p' })).toBe(true)

  expect(validate({ prompt: '🏔'.repeat(21), quality: '480p', backdrop: 'not a url', colour: 'red' })).toBe(false)
  expect(validate.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).toSorted()).toEqual([
    ' additionalProperties',
    '/backdrop format',
    '/prompt maxLength',
    '/quality enum',
  ])
  expect(validate({ prompt: 'x', quality: '1080p', duration: 8 })).toBe(false)
  expect(validate.errors?.every(({ schemaPath }) => schemaPath.startsWith('#/allOf/0'))).toBe(true)

  const text = await readFile(path, 'utf8')
  expect(text.match(/(?<=from ').*(?=')/g)).toEqual(['@shotlist/core/runtime', './runtime.gen.ts'])
  expect(text).not.toContain('require(')
})
