import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Fault, faultKinds } from '../src/index.ts'
import { handClock } from './hand-clock.ts'
import type { PlainClient } from './plain-client.ts'
import { start } from './running.ts'

const parrot = new URL('./documents/parrot.openapi.yaml', import.meta.url).pathname
const clip = readFileSync(new URL('./fixtures/clip.mp4', import.meta.url))

function given(...faults: Fault[]): ReturnType<typeof start> {
  return start({ document: parrot, faults })
}

async function finished(client: PlainClient): Promise<string> {
  const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
  const last = await client.readToEnd('squawk', id)
  return String(client.find(last, client.rules('squawk').outputs['video_url']?.from ?? []))
}

async function chancePattern(): Promise<boolean[]> {
  const faults: Fault[] = [{ on: 'submit', kind: 'error', class: 'server', probability: 0.5 }]
  const { client } = await start({ document: parrot, seed: 42, inFlight: 100, faults })
  const struck: boolean[] = []
  for (let index = 0; index < 16; index += 1)
    struck.push(client.error(await client.send('text-to-video', { words: `${index}` })) !== undefined)
  return struck
}

it('explains every kind in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(faultKinds.filter((kind) => !new RegExp(`^\\| .*\`${kind}\`.* \\|`, 'm').test(readme))).toEqual([])
})

describe('requests', () => {
  it('drops the connection before anything is done', async () => {
    const { client, emulator } = await given({ on: 'submit', kind: 'drop-before', times: 1 })
    await expect(client.send('text-to-video')).rejects.toThrow(TypeError)
    expect(emulator.ledger().submissions).toBe(0)
    expect(client.error(await client.send('text-to-video'))).toBeUndefined()
  })

  it('drops the connection after the task is started, so that the response is lost', async () => {
    const { client, emulator } = await given({ on: 'text-to-video', kind: 'drop-after', times: 1 })
    await expect(client.send('text-to-video')).rejects.toThrow(TypeError)
    expect(emulator.ledger()).toMatchObject({ submissions: 1, faults: { 'drop-after': 1 } })
  })

  it('cuts a response off', async () => {
    const { client } = await given(
      { on: 'submit', kind: 'drop-mid-body', nth: 1 },
      { on: 'submit', kind: 'truncated-json', nth: 2 },
      { on: 'submit', kind: 'html', nth: 3 },
    )
    await expect(client.send('text-to-video')).rejects.toThrow(TypeError)
    expect((await client.send('text-to-video')).body).toBeUndefined()
    expect((await client.send('text-to-video')).text).toContain('<!doctype html>')
  })

  it('sends JSON of a gateway, and `100 Continue` before a response', async () => {
    const { client, emulator } = await given(
      { on: 'submit', kind: 'foreign-json', nth: 1, accepted: true },
      { on: 'submit', kind: 'foreign-json', nth: 2, body: 'null' },
      { on: 'submit', kind: 'continue', nth: 3 },
    )
    expect(await client.send('text-to-video')).toMatchObject({ status: 200, text: '{"message":"Endpoint request timed out"}' })
    expect((await client.send('text-to-video')).text).toBe('null')
    // The `fetch` of this Node reads such a response as a broken one.
    await client.send('text-to-video').catch(() => undefined)
    expect(emulator.ledger()).toMatchObject({ submissions: 2, faults: { continue: 1 } })
  })

  it('reports a succeeded task as failed', async () => {
    const { client, emulator } = await given()
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    const told = async () => client.state('squawk', await client.readToEnd('squawk', id))?.is
    expect(await told()).toBe('succeeded')
    emulator.setFaults([{ on: 'read', kind: 'reads-failed', times: 1 }])
    expect([await told(), await told()]).toEqual(['failed', 'succeeded'])
  })

  it.each(['stall-headers', 'stall-body'] as const)('never ends a response: %s', async (kind) => {
    const { client, emulator } = await given({ on: 'submit', kind })
    const sent = client.send('text-to-video').then(
      () => 'answered',
      () => 'broken off',
    )
    await expect.poll(() => emulator.ledger().faults).toEqual({ [kind]: 1 })
    // If the stalled request got a response, it would arrive before that of the next request.
    for (const path of ['/one', '/two']) await client.request('GET', path)
    await emulator.close()
    expect(await sent).toBe('broken off')
  })

  it('responds with any status, with Retry-After in seconds or as a date', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    const { client, emulator } = await given(
      { on: 'submit', kind: 'status', status: 429, retryAfter: 3, nth: 1 },
      { on: 'submit', kind: 'status', status: 503, retryAfter: date, nth: 2 },
    )
    const first = await client.send('text-to-video')
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3'])
    const second = await client.send('text-to-video')
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, date])
    expect(emulator.ledger().submissions).toBe(0)
  })

  it('responds with any error of the document, by class or code', async () => {
    const { client } = await given(
      { on: 'submit', kind: 'error', class: 'moderation', nth: 1 },
      { on: 'submit', kind: 'error', code: '19', nth: 2 },
    )
    expect(client.error(await client.send('text-to-video'))).toMatchObject({ class: 'moderation', code: '21', message: 'rude words' })
    expect(client.error(await client.send('text-to-video'))).toMatchObject({ class: 'quota', code: '19', message: 'no seeds' })
  })

  it('applies faults by chance, the same ones for the same seed', async () => {
    const first = await chancePattern()
    expect(first).toContain(true)
    expect(first).toContain(false)
    expect(await chancePattern()).toEqual(first)
  })

  it('responds late', async () => {
    const wait = Promise.withResolvers<void>()
    const slept: number[] = []
    const sleep = (ms: number): Promise<void> => {
      slept.push(ms)
      return wait.promise
    }
    const clock = { now: () => Date.now(), sleep }
    const { client } = await start({ document: parrot, clock, faults: [{ on: 'read', kind: 'latency', ms: 50 }] })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    const told: string[] = []
    const read = client.read('squawk', id).then(() => told.push('answered'))
    await expect.poll(() => slept).toEqual([50])
    for (const path of ['/one', '/two']) await client.request('GET', path)
    told.push('waited')
    wait.resolve()
    await read
    expect(told).toEqual(['waited', 'answered'])
  })
})

describe('tasks', () => {
  it('repeats an old response', async () => {
    const clock = handClock()
    const { client } = await start({ document: parrot, clock, faults: [{ on: 'read', kind: 'stale', times: 1, after: 1 }] })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    const first = await client.read('squawk', id)
    clock.pass(40)
    expect((await client.read('squawk', id)).text).toBe(first.text)
    await expect.poll(async () => client.state('squawk', await client.read('squawk', id))?.is).toBe('succeeded')
  })

  it('never ends one task, and slows down another', async () => {
    const clock = handClock()
    const faults: Fault[] = [
      { on: 'submit', kind: 'task-never-ends', nth: 1 },
      { on: 'submit', kind: 'task-slow', factor: 1000, nth: 2 },
    ]
    const { client, emulator } = await start({ document: parrot, clock, taskMs: 20, faults })
    for (const words of ['one', 'two', 'three']) await client.send('text-to-video', { words })
    clock.pass(19_999)
    await expect.poll(() => emulator.ledger().tasks).toMatchObject({ inFlight: 2, succeeded: 1 })
    clock.pass(1)
    await expect.poll(() => emulator.ledger().tasks).toMatchObject({ inFlight: 1, succeeded: 2 })
    clock.pass(365 * 86_400_000)
    expect(emulator.ledger().tasks).toMatchObject({ inFlight: 1, succeeded: 2 })
  })

  it('shows an unknown state for a while', async () => {
    const clock = handClock()
    const faults: Fault[] = [{ on: 'submit', kind: 'task-unknown-state', value: '99', forMs: 40 }]
    const { client } = await start({ document: parrot, clock, faults })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    const first = await client.read('squawk', id)
    expect(client.state('squawk', first)).toBeUndefined()
    expect(client.find(first, client.rules('squawk').raw)).toBe('99')
    clock.pass(40)
    expect(client.state('squawk', await client.readToEnd('squawk', id))?.is).toBe('succeeded')
  })
})

describe('downloads', () => {
  it('serves whole files and ranges', async () => {
    const { client, emulator } = await given()
    const url = await finished(client)
    const whole = await fetch(url)
    expect(Buffer.from(await whole.arrayBuffer()).equals(clip)).toBe(true)
    expect([whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual(['video/mp4', 'bytes'])
    const etag = whole.headers.get('etag') ?? ''
    const part = await fetch(url, { headers: { range: 'bytes=100-', 'if-range': etag } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-${clip.byteLength - 1}/${clip.byteLength}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(clip.subarray(100))).toBe(true)
    expect((await fetch(url, { headers: { range: 'bytes=100-', 'if-range': '"other"' } })).status).toBe(200)
    expect((await fetch(url, { headers: { range: `bytes=${clip.byteLength}-` } })).status).toBe(416)
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(clip.byteLength))
    expect((await fetch(`${emulator.url}/__emulator/files/nothing.mp4`)).status).toBe(404)
  })

  it('truncates files, expires links, replaces content and hides the length', async () => {
    const kinds = ['truncated-download', 'expired-download', 'wrong-content', 'no-length', 'no-range'] as const
    const { client } = await given(...kinds.map((kind, index): Fault => ({ on: 'download', kind, nth: index + 1 })))
    const url = await finished(client)
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow(TypeError)
    expect((await fetch(url)).status).toBe(403)
    expect(await (await fetch(url)).text()).toContain('not the requested file')
    const unmeasured = await fetch(url)
    expect(unmeasured.headers.get('content-length')).toBeNull()
    expect((await unmeasured.arrayBuffer()).byteLength).toBe(clip.byteLength)
    expect((await fetch(url, { headers: { range: 'bytes=5-' } })).status).toBe(200)
  })

  it('makes links that expire, and fresh ones when the task is read again', async () => {
    const clock = handClock()
    const { client } = await start({ document: parrot, clock, linkLifetimeMs: 150 })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    clock.pass(30)
    const link = async (): Promise<string> => {
      const last = await client.readToEnd('squawk', id)
      return String(client.find(last, client.rules('squawk').outputs['video_url']?.from ?? []))
    }
    const first = await link()
    expect((await fetch(first)).status).toBe(200)
    clock.pass(151)
    expect((await fetch(first)).status).toBe(403)
    expect((await fetch(await link())).status).toBe(200)
  })

  it('trickles', async () => {
    const clock = handClock()
    const faults: Fault[] = [{ on: 'download', kind: 'slow-download', bytesPerSecond: clip.byteLength * 4 }]
    const { client } = await start({ document: parrot, clock, taskMs: 0, faults })
    const url = await finished(client)
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(clip)).toBe(true)
    // A quarter of a second, in steps.
    expect(clock.slept).toEqual([50, 50, 50, 50, 50])
  })
})
