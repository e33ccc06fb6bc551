import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProviderClient } from '@shotlist/core'
import { startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { startProvider } from '../harness/emulator.ts'
import { ROOT } from '../harness/shotlist.ts'

test.each([
  ['image/upload', 'image_url', 'img_id'],
  ['media/upload', 'file_url', 'media_id'],
])('PixVerse takes the address of a file in a urlencoded form: %s', async (path, field, id) => {
  const emulator = await startProvider('pixverse')
  onTestFinished(() => emulator.close())
  const headers = { 'API-KEY': 'key', 'Ai-trace-id': crypto.randomUUID() }
  const body = new URLSearchParams({ [field]: 'https://example.com/cup.png' })
  const response = await fetch(`${emulator.url}/openapi/v2/${path}`, { method: 'POST', headers, body })
  expect(await response.json()).toMatchObject({ ErrCode: 0, Resp: { [id]: expect.any(Number) as number } })
  expect(emulator.ledger()).toMatchObject({ uploads: 1, mistakes: 0 })
})

test('an operation with a urlencoded body is sent, checked and priced by its fields', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-forms-'))
  const document = join(folder, 'darkroom.openapi.yaml')
  const written = await readFile(join(ROOT, 'test/dialect/darkroom.openapi.yaml'), 'utf8')
  const fields = 'prompt: { type: string }, seconds: { type: integer }, tags: { type: array, items: { type: string } }'
  const form = written
    .replace('content: { application/json: { schema', 'content: { application/x-www-form-urlencoded: { schema')
    .replace('properties: { prompt: { type: string } } } } }', `properties: { ${fields} } } } }`)
    .replace('price: 3', 'price: { product: [{ field: seconds }, 2] }')
    .replace('{ prompt: a fox }', '{ prompt: a fox, seconds: 3 }')
  await writeFile(document, form)
  const emulator = await startEmulator({ document, media: tinyMedia, taskMs: 10, credits: 100 })
  onTestFinished(() => emulator.close())
  const client = createProviderClient(emulator.model.table, { apiKey: 'key', baseUrl: emulator.url })
  const poll = { firstMs: 5, everyMs: 5 }
  for (const tags of [['a'], ['a', 'b & c=d']]) await client.start('text-to-video', { prompt: 'a + b', seconds: 3, tags }, { poll })
  expect(emulator.ledger()).toMatchObject({ submissions: 2, duplicates: 0, mistakes: 0, money: { balance: 88 } })
})
