import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/index.ts'
import { start } from './running.ts'

// A provider also refuses what the dialect's own keywords refuse.

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ document: 'pixverse', unknownIds: 'accept' })
})
afterAll(() => emulator.close())

const vault = new URL('./documents/vault.openapi.yaml', import.meta.url).pathname

async function post(path: string, body: object): Promise<{ ErrCode: number; ErrMsg: string }> {
  const headers = { 'content-type': 'application/json', 'api-key': 'any', 'ai-trace-id': crypto.randomUUID() }
  const response = await fetch(`${emulator.url}/openapi/v2${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as { ErrCode: number; ErrMsg: string }
}

test.each([
  ['@dog meets @cat', undefined],
  ['@dog runs', 'script does not mention @cat'],
  ['@dog meets @cow', 'script mentions @cow'],
])('a cast of dog and cat with the script %j gets %s', async (script, message) => {
  const { client } = await start({ document: vault })
  const error = client.error(await client.send('text-to-video', { script, cast: [{ called: 'dog' }, { called: 'cat' }] }))
  expect(error?.class).toBe(message === undefined ? undefined : 'invalid-request')
  expect(error?.message ?? '').toContain(message ?? '')
})

test('a rule that only warns refuses nothing', async () => {
  const pictures = [{ type: 'subject', img_id: 317982208110208, ref_name: 'dog' }]
  const fusion = { model: 'v5.6', duration: 5, quality: '540p', aspect_ratio: '16:9', image_references: pictures, prompt: 'it runs' }
  expect(await post('/video/fusion/generate', fusion)).toMatchObject({ ErrCode: 0 })
})

test.each([
  ['2026-10-01 00:00:00', 0, 'success'],
  ['2026-10-01 00:00:01', 400_011, 'end_time must be at most 30d after start_time'],
])('usage until %s gets %d', async (end_time, code, message) => {
  const response = await post('/account/billing/usage-detail', { start_time: '2026-09-01 00:00:00', end_time })
  expect(response.ErrCode).toBe(code)
  expect(response.ErrMsg).toContain(message)
})
