import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { start } from './running.ts'

const parrot = new URL('./documents/parrot.openapi.yaml', import.meta.url).pathname
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-memory-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

it('continues where the last emulator stopped: tasks, files, charges and sources', async () => {
  const first = await start({ document: parrot, folder, credits: 10 })
  const id = String(first.client.find(await first.client.send('text-to-video'), first.client.rules('squawk').id))
  await first.client.readToEnd('squawk', id)
  await first.emulator.close()
  const second = await start({ document: parrot, folder, credits: 10 })
  expect(second.emulator.ledger()).toMatchObject({ submissions: 0, money: { balance: 6 } })
  const last = await second.client.readToEnd('squawk', id)
  const url = String(second.client.find(last, second.client.rules('squawk').outputs['video_url']?.from ?? []))
  expect(url.startsWith(second.emulator.url)).toBe(true)
  expect((await fetch(url)).status).toBe(200)
  expect(second.made.clips).toEqual([])
  expect(second.client.error(await second.client.send('extend', { feather: BigInt(id) }))).toBeUndefined()
  await expect.poll(() => second.made.extensions.length).toBe(1)
})

it('never issues an id twice', async () => {
  const ids = new Set<string>()
  for (let round = 0; round < 3; round += 1) {
    const { client, emulator } = await start({ document: 'acedata', folder })
    for (const seed of [1, 2]) ids.add(String(client.find(await client.send('text-to-video', { seed }), client.rules('video').id)))
    await emulator.close()
  }
  expect(ids.size).toBe(6)
})

it('knows the keys of earlier submissions', async () => {
  const first = await start({ document: 'pixverse', folder })
  const key = { [first.client.model.table.idempotency ?? '']: crypto.randomUUID() }
  const response = await first.client.send('text-to-video', {}, key)
  await first.emulator.close()
  const second = await start({ document: 'pixverse', folder })
  expect((await second.client.send('text-to-video', {}, key)).body).toEqual(response.body)
  expect(second.emulator.ledger()).toMatchObject({ submissions: 0, replayed: 1 })
})

it('reports a state that cannot be read, and leaves nothing running', async () => {
  await writeFile(join(folder, 'provider.jsonl'), 'nonsense\n')
  await expect(start({ document: parrot, folder })).rejects.toThrow('provider.jsonl:1')
  await expect(start({ document: parrot, folder: join(folder, 'provider.jsonl') })).rejects.toThrow(
    'provider.jsonl cannot be written (ENOTDIR)',
  )
})

it('drops a record that a crash cut off', async () => {
  const first = await start({ document: parrot, folder })
  await first.client.send('text-to-video')
  await first.emulator.close()
  await appendFile(join(folder, 'provider.jsonl'), '{"submission":{"oper')
  const second = await start({ document: parrot, folder })
  expect(second.emulator.ledger().tasks.started).toBe(1)
})
