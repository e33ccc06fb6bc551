import { readFileSync } from 'node:fs'
import { createCanvas } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { handClock } from './hand-clock.ts'
import { start } from './running.ts'

const acme = new URL('../../../examples/vendor/acme.openapi.yaml', import.meta.url).pathname
const parrot = new URL('./documents/parrot.openapi.yaml', import.meta.url).pathname

function png(width: number, height: number): Blob {
  return new Blob([new Uint8Array(createCanvas(width, height).toBuffer('image/png'))], { type: 'image/png' })
}

describe('time', () => {
  it('moves tasks from pending to running to succeeded', async () => {
    const clock = handClock()
    const { client, emulator } = await start({ document: '302ai', clock, taskMs: 1000 })
    const response = await client.send('unified-text-to-video')
    const id = String(client.find(response, client.rules('unified').id))
    const state = async (): Promise<string | undefined> => client.state('unified', await client.read('unified', id))?.is
    expect(await state()).toBe('pending')
    clock.pass(500)
    expect(await state()).toBe('running')
    clock.pass(600)
    // The clock has passed the end; the file is made in real time.
    await expect.poll(state).toBe('succeeded')
    expect(emulator.ledger().tasks).toMatchObject({ inFlight: 0, peakInFlight: 1, succeeded: 1 })
  })

  it('takes as long as a real provider at speed 1', async () => {
    const clock = handClock()
    const { client } = await start({ document: parrot, clock, taskMs: undefined as never, speed: 1 })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    clock.pass(29_000)
    expect(client.state('squawk', await client.read('squawk', id))?.is).not.toBe('succeeded')
    clock.pass(62_000)
    expect(client.state('squawk', await client.readToEnd('squawk', id))?.is).toBe('succeeded')
  })

  it('refuses more requests in a minute than allowed, with Retry-After', async () => {
    const clock = handClock()
    const { client, emulator } = await start({ document: 'acedata', clock, requestsPerMinute: 2 })
    await client.send('text-to-video')
    clock.pass(20_000)
    await client.send('text-to-video', { seed: 1 })
    const third = await client.send('text-to-video', { seed: 2 })
    expect(client.error(third)?.class).toBe('rate-limit')
    expect(third.headers.get('retry-after')).toBe('40')
    clock.pass(41_000)
    expect(client.error(await client.send('text-to-video', { seed: 3 }))).toBeUndefined()
    expect(emulator.ledger()).toMatchObject({ submissions: 3, refused: 1, mistakes: 0 })
  })
})

describe('requests', () => {
  it('makes the requested clip', async () => {
    const { client, made } = await start({ document: 'pixverse' })
    await client.send('text-to-video', { prompt: 'a fox', quality: '720p', aspect_ratio: '9:16', duration: 8, model: 'v5', seed: 99 })
    await expect
      .poll(() => made.clips[0])
      .toEqual({ width: 720, height: 1280, seconds: 8, prompt: 'a fox', notes: ['text-to-video', 'v5 720p', 'seed 99'] })
  })

  it('distinguishes named operations that share a path', async () => {
    const { client, emulator } = await start({ document: 'acedata' })
    for (const name of ['text-to-video', 'image-to-video', 'transition', 'template']) await client.send(name)
    expect(Object.keys(emulator.ledger().operations).toSorted()).toEqual(['image-to-video', 'template', 'text-to-video', 'transition'])
  })

  it('extends a finished clip, and no other', async () => {
    const clock = handClock()
    const { client, made } = await start({ document: parrot, clock, taskMs: 40 })
    const id = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    const early = await client.send('extend', { feather: BigInt(id) })
    expect(client.error(early)?.message).toContain('not finished')
    clock.pass(50)
    await client.readToEnd('squawk', id)
    expect(client.error(await client.send('extend', { feather: BigInt(id) }))).toBeUndefined()
    await expect.poll(() => made.extensions.length).toBe(1)
    expect(made.extensions[0]?.sourceBytes).toBe(readFileSync(new URL('./fixtures/clip.mp4', import.meta.url)).byteLength)
    expect(client.error(await client.send('extend', { feather: 5 }))?.class).toBe('not-found')
  })

  it('keeps ids above 2^53 exact', async () => {
    const { client } = await start({ document: 'pixverse', bigIds: true })
    const response = await client.send('text-to-video')
    const id = String(client.find(response, client.rules('video').id))
    expect(BigInt(id)).toBeGreaterThan(2n ** 53n)
    expect(response.text).toContain(`"video_id":${id}`)
    const last = await client.readToEnd('video', id)
    expect(client.find(last, client.rules('video').outputs['video_id']?.from ?? [])).toBe(id)
    expect(client.error(await client.send('extend', { source_video_id: BigInt(id) }))).toBeUndefined()
  })

  it('reads many tasks at once, up to the limit, and leaves out unknown ones', async () => {
    const { client, emulator } = await start({ document: parrot })
    const ids: string[] = []
    for (const words of ['one', 'two'])
      ids.push(String(client.find(await client.send('text-to-video', { words }), client.rules('squawk').id)))
    const ask = (squawks: readonly unknown[]): ReturnType<typeof client.request> =>
      client.request('POST', '/listen', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ verb: 'many', squawks }),
      })
    const response = await ask([...ids.map(Number), 4])
    expect((response.body as { found: unknown[]; count: number }).found).toHaveLength(2)
    expect(response.body).toMatchObject({ count: 2, found: [[{ squawk: Number(ids[0]) }], [{ squawk: Number(ids[1]) }]] })
    expect(client.error(await ask([1, 2, 3, 4]))?.class).toBe('invalid-request')
    expect(emulator.ledger().reads).toMatchObject({ requests: 2, tasks: 2 })
  })

  it('lists real tasks if the list is an operation of its own', async () => {
    const { client } = await start({ document: acme })
    for (const chance of [1, 2, 3]) await client.send('text-to-video', { chance })
    const { jobs } = (await client.send('jobs', { newest: 2 })).body as { jobs: { asked: { chance: number } }[] }
    expect(jobs.map((job) => job.asked.chance)).toEqual([3, 2])
  })

  it('lists recent tasks with their original requests', async () => {
    const { client } = await start({ document: 'acedata' })
    await client.send('text-to-video', { prompt: 'the first' })
    await client.send('text-to-video', { prompt: 'the second' })
    const rule = client.rules('video').recent
    const response = await client.request('POST', rule?.path ?? '', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...rule?.fixed }),
    })
    const items = (response.body as { items: { request: { prompt: string } }[] }).items
    expect(items.map((item) => item.request.prompt)).toEqual(['the second', 'the first'])
  })
})

describe('money', () => {
  it('charges by the document’s prices and reports the balance', async () => {
    const { client, emulator } = await start({ document: 'pixverse', credits: 100 })
    const response = await client.send('text-to-video')
    const price = emulator.ledger().money.charged
    expect(price).toBeGreaterThan(0)
    expect(client.find(response, client.rules('video').charged ?? [])).toBe(price)
    const { sum } = client.model.table.operations['balance']?.balance ?? { sum: [] }
    const balance = await client.send('balance')
    expect(sum.reduce((total, place) => total + Number(client.find(balance, [place]) ?? 0), 0)).toBe(100 - price)
  })

  it('refuses a request that the account cannot pay', async () => {
    const { client, emulator } = await start({ document: parrot, credits: 5 })
    expect(client.error(await client.send('text-to-video'))).toBeUndefined()
    expect(client.error(await client.send('text-to-video', { words: 'again' }))?.class).toBe('quota')
    expect(client.error(await client.send('text-to-video', { words: 'again', pitch: 'low' }))?.class).toBe('quota')
    expect(emulator.ledger().money).toMatchObject({ charges: 1, charged: 4, balance: 1 })
  })

  it('records a key that is reused for another request, and repeats the first response', async () => {
    const { client, emulator } = await start({ document: 'pixverse' })
    const header = client.model.table.idempotency as string
    const key = { [header]: crypto.randomUUID() }
    const first = await client.send('text-to-video', { prompt: 'one' }, key)
    const second = await client.send('text-to-video', { prompt: 'two' }, key)
    expect(second.text).toBe(first.text)
    expect(emulator.ledger()).toMatchObject({ submissions: 1, replayed: 1, mistakes: 1 })
  })

  it('counts the same content under another key as a duplicate, unless the first has failed', async () => {
    const { client, emulator } = await start({ document: parrot, faults: [{ on: 'submit', kind: 'task-fails', nth: 1 }] })
    const first = String(client.find(await client.send('text-to-video'), client.rules('squawk').id))
    await client.readToEnd('squawk', first)
    await client.send('text-to-video')
    expect(emulator.ledger().duplicates).toBe(0)
    await client.send('text-to-video')
    expect(emulator.ledger()).toMatchObject({ duplicates: 1, submissions: 3 })
  })
})

describe('uploads', () => {
  it('accepts a picture, whose ratio the clip then has', async () => {
    const { client, emulator, made } = await start({ document: 'pixverse' })
    const upload = await client.send('upload-image', { image: png(300, 400), image_url: undefined })
    expect(client.error(upload)).toBeUndefined()
    const id = client.find(upload, client.model.table.operations['upload-image']?.outputs['img_id']?.from ?? [])
    expect(client.error(await client.send('image-to-video', { img_id: Number(id), quality: '720p' }))).toBeUndefined()
    await expect.poll(() => made.clips[0]).toMatchObject({ width: 720, height: 960 })
    expect(emulator.ledger()).toMatchObject({ uploads: 1, mistakes: 0 })
  })

  it('refuses files beyond the document’s limits, and ids it never issued', async () => {
    const { client, emulator } = await start({ document: 'pixverse' })
    const text = new Blob(['no picture'], { type: 'text/plain' })
    const broken = new Blob(['no picture'], { type: 'image/png' })
    for (const image of [text, broken, png(20_000, 2)]) {
      expect(client.error(await client.send('upload-image', { image, image_url: undefined }))).toBeDefined()
    }
    expect(client.error(await client.send('image-to-video', { img_id: 12 }))).toBeDefined()
    expect(emulator.ledger()).toMatchObject({ uploads: 0, mistakes: 4, submissions: 0 })
  })

  it('accepts the URL of a file if the document has a field for it', async () => {
    const { client } = await start({ document: 'pixverse' })
    const sent = (image_url: string): ReturnType<typeof client.send> => client.send('upload-image', { image: undefined, image_url })
    expect(client.error(await sent('https://example.com/cat.png'))).toBeUndefined()
    expect(client.error(await sent('ftp://example.com/cat.png'))).toBeDefined()
  })
})

describe('form', () => {
  it('records fields that the document does not know, and refuses a URL that is not public', async () => {
    const { client, emulator } = await start({ document: 'acedata' })
    expect(client.error(await client.send('text-to-video', { sparkle: true }))).toBeUndefined()
    expect(client.error(await client.send('image-to-video', { image_url: 'assets/cat.png' }))?.class).toBe('invalid-request')
    expect(emulator.ledger().mistakeList.map((mistake) => mistake.what)).toEqual([
      'fields that the document does not know: sparkle',
      expect.stringContaining('image_url'),
    ])
  })

  it('accepts any text as the trace id, again and again where nothing is paid, and records that it is missing', async () => {
    const { client, emulator } = await start({ document: 'pixverse' })
    const trace = client.model.table.trace as string
    const constant = { [trace]: 'not-a-uuid' }
    for (const headers of [constant, constant, { [trace]: '' }])
      expect(client.error(await client.send('balance', {}, headers))).toBeUndefined()
    expect(client.error(await client.send('text-to-video', {}, { [trace]: 'another text' }))).toBeUndefined()
    expect(emulator.ledger().mistakeList.map((mistake) => mistake.what)).toEqual([expect.stringContaining('is missing')])
  })

  it('records that two submissions have one trace id, where it is not the idempotency key', async () => {
    const { client, emulator } = await start({ document: acme })
    const reused = { [client.model.table.trace as string]: 'the same' }
    for (const prompt of ['one', 'two']) await client.send('text-to-video', { script: prompt }, reused)
    expect(emulator.ledger().mistakeList.map((mistake) => mistake.what)).toEqual([
      expect.stringContaining('fresh value on every submission'),
    ])
  })

  it.each([
    ['bad JSON', { headers: { 'content-type': 'application/json' }, body: '{"words": ' }],
    ['no body', { headers: { 'content-type': 'application/json' } }],
    ['another content type', { headers: { 'content-type': 'text/plain' }, body: 'words' }],
    ['a list', { headers: { 'content-type': 'application/json' }, body: '[]' }],
    ['a body beyond the limit', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ words: 'x'.repeat(20_000) }) }],
    ['prototype keys', { headers: { 'content-type': 'application/json' }, body: '{"__proto__": {"words": "x"}, "verb": "new"}' }],
    ['deep nesting', { headers: { 'content-type': 'application/json' }, body: '['.repeat(5000) + ']'.repeat(5000) }],
  ])('refuses %s', async (_what, init) => {
    const { client, emulator } = await start({ document: parrot, maxBodyBytes: 16_384 })
    expect(client.error(await client.request('POST', '/squawk', init))?.class).toBe('invalid-request')
    expect(emulator.ledger()).toMatchObject({ submissions: 0, mistakes: 1 })
  })
})
