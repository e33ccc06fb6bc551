import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/index.ts'

// A provider also refuses what the dialect's own keywords refuse.

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ document: 'pixverse', unknownIds: 'accept' })
})
afterAll(() => emulator.close())

async function post(path: string, body: object): Promise<{ ErrCode: number; ErrMsg: string }> {
  const headers = { 'content-type': 'application/json', 'api-key': 'any', 'ai-trace-id': crypto.randomUUID() }
  const response = await fetch(`${emulator.url}/openapi/v2${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as { ErrCode: number; ErrMsg: string }
}

function reference(ref_name: string) {
  return { type: 'subject', img_id: 317982208110208, ref_name }
}
const fusion = { model: 'v5.6', duration: 5, quality: '540p', aspect_ratio: '16:9', image_references: [reference('dog'), reference('cat')] }

test.each([
  ['@dog meets @cat', 0, 'success'],
  ['@dog runs', 400_011, 'prompt does not mention @cat'],
  ['@dog meets @cow', 400_011, 'prompt mentions @cow'],
])('a fusion of dog and cat with the prompt %j gets %d', async (prompt, code, message) => {
  const response = await post('/video/fusion/generate', { ...fusion, prompt })
  expect(response.ErrCode).toBe(code)
  expect(response.ErrMsg).toContain(message)
})

test.each([
  ['2026-10-01 00:00:00', 0, 'success'],
  ['2026-10-01 00:00:01', 400_011, 'end_time must be at most 30d after start_time'],
])('usage until %s gets %d', async (end_time, code, message) => {
  const response = await post('/account/billing/usage-detail', { start_time: '2026-09-01 00:00:00', end_time })
  expect(response.ErrCode).toBe(code)
  expect(response.ErrMsg).toContain(message)
})
