import { expect, test } from 'vitest'
import { generateClient } from './typed-client.ts'
import { startVendor } from './written-vendor.ts'

const KEY = 'mailbox-access-71:mailbox-secret-4711'
const JOBS = '  fox: { uses: text-to-video, with: { prompt: a fox }, output: fox.mp4 }\n'
const LOST = [{ on: 'submit', kind: 'drop-after', nth: 1 }] as const

function withoutIdempotency(document: string): string {
  return document.replace(/idempotency: .*/, 'idempotency: none')
}

test('a key in the body makes a repeated submission the same one, and is no field of the user', async () => {
  const { emulator, sent, shotlist } = await startVendor('mailbox', { key: KEY, jobs: JOBS, faults: LOST })
  const { stdout } = await shotlist('describe', 'mailbox/text-to-video')
  expect(stdout).toContain('prompt')
  expect(stdout).not.toContain('external_id')
  const ran = await shotlist('run', '--yes')
  expect(ran.code, ran.stderr).toBe(0)
  const bodies = sent.filter(({ line }) => line.startsWith('POST')).map(({ body }) => JSON.parse(body) as unknown)
  expect(bodies).toHaveLength(2)
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[0]).toEqual({
    prompt: 'a fox',
    client: { token: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
    external_id: expect.stringMatching(/^[0-9a-f]{8}-/) as string,
  })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, replayed: 1, duplicates: 0, mistakeList: [] })
})

test('a lost submission is found by the id that was sent with it, in this run or the next', async () => {
  const now = await startVendor('mailbox', { key: KEY, jobs: JOBS, edit: withoutIdempotency, faults: LOST })
  expect((await now.shotlist('run', '--yes')).code).toBe(0)
  expect(now.emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })

  const hidden = { on: 'read', kind: 'error', class: 'not-found' } as const
  const later = await startVendor('mailbox', { key: KEY, jobs: JOBS, edit: withoutIdempotency, faults: [...LOST, hidden] })
  const lost = await later.shotlist('run', '--yes')
  expect(lost.code, lost.stderr).toBe(4)
  expect(lost.stderr + lost.stdout).toMatch(/Mailbox reports no task with the id [0-9a-f-]{36}, which does not prove/)
  await fetch(`${later.url}/__emulator/faults`, { method: 'PUT', body: '[]', headers: { 'content-type': 'application/json' } })
  const found = await later.shotlist('run', '--yes')
  expect(found.code, found.stderr).toBe(0)
  expect(later.emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0 })
})

test('small clients send their key in the body too, and repeat a lost submission with it', async () => {
  const { emulator, sent, url } = await startVendor('mailbox', { key: KEY, jobs: JOBS, faults: LOST })
  const { small } = await generateClient('mailbox')
  const key = '0B0F6CE2-0b0f-4ce2-8b0f-0b0f6ce20b0f'
  const quick = { retry: { baseMs: 1 }, poll: { firstMs: 1, everyMs: 1 } }
  await small({ apiKey: KEY, baseUrl: url }).textToVideo({ prompt: 'a fox' }, { key, ...quick })
  const bodies = sent.filter(({ line }) => line.startsWith('POST')).map(({ body }) => body)
  const body =
    '{"prompt":"a fox","client":{"token":"0b0f6ce20b0f4ce28b0f0b0f6ce20b0f"},"external_id":"0b0f6ce2-0b0f-4ce2-8b0f-0b0f6ce20b0f"}'
  expect(bodies).toEqual([body, body])
  expect(emulator.ledger()).toMatchObject({ submissions: 1, replayed: 1 })
})
