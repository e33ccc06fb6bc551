import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInputValidator } from '@shotlist/codegen'
import type { ClientBase, FileInput, Input, OperationSet } from '@shotlist/core'
import * as ai302 from '@shotlist/core/302ai'
import * as acedata from '@shotlist/core/acedata'
import * as pixverse from '@shotlist/core/pixverse'
import { type Emulator, type MediaMaker, startEmulator } from '@shotlist/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operationsOf } from './harness/operations-of.ts'
import { ROOT } from './harness/shotlist.ts'

// Every operation of every document, with the document's own example, through the typed client and over a real socket.

const KEY = 'key-of-examples'
const POLL = { firstMs: 20, everyMs: 20 }
const PROVIDERS = [
  { id: 'pixverse', module: pixverse },
  { id: 'acedata', module: acedata },
  { id: '302ai', module: ai302 },
] as const

type Outputs = { readonly outputs: Readonly<Record<string, unknown>> }
type Client = ClientBase &
  Readonly<Record<string, (input: Input | FileInput, options?: { readonly poll: typeof POLL }) => PromiseLike<Outputs>>>

const picture = await readFile(join(ROOT, 'examples/assets/cup.png'))
const clip = await readFile(join(ROOT, 'test/fixtures/clip.mp4'))

const files = {
  image: { data: new Blob([picture]), name: 'cup.png', type: 'image/png' },
  video: { data: new Blob([clip]), name: 'clip.mp4', type: 'video/mp4' },
}

/** Returns the same file for everything; other tests check the pictures. */
const media: MediaMaker = {
  clip: async () => clip,
  extend: async (source) => Buffer.concat([source, clip]),
  image: async () => picture,
  close: async () => undefined,
}

describe.each(PROVIDERS)('$id', ({ id, module }) => {
  const operations: OperationSet = operationsOf(module)
  let emulator: Emulator
  let client: Client
  beforeAll(async () => {
    const document = join(ROOT, 'specs', id, 'openapi.yaml')
    emulator = await startEmulator({ document, taskMs: 1, unknownIds: 'accept', keys: [KEY], inFlight: 100, media })
    client = module.createClient({ apiKey: KEY, baseUrl: emulator.url }) as unknown as Client
  })
  afterAll(() => emulator.close())

  test('every operation of the document is a method of the client, and has an example', () => {
    const names = Object.values(operations).map(({ name }) => name)
    expect(names.toSorted()).toEqual(Object.keys(emulator.model.operations).toSorted())
    expect(Object.values(emulator.model.operations).filter(({ example }) => example === undefined)).toEqual([])
  })

  test.each(Object.entries(operations))('%s', async (method, operation) => {
    const example = emulator.model.operations[operation.name]?.example ?? {}
    expect(createInputValidator(emulator.model, operation.name)(example)).toEqual([])
    const before = emulator.ledger()
    const call = client[method]
    const takesPictures = operation.upload?.accepts.types.some((type) => type.startsWith('image/'))
    const input = operation.kind === 'upload' ? files[takesPictures === true ? 'image' : 'video'] : example
    const { outputs } = (await (operation.kind === 'task' ? call?.(input, { poll: POLL }) : call?.(input))) ?? { outputs: {} }

    const after = emulator.ledger()
    expect(after.mistakeList).toEqual([])
    expect(after.duplicateList).toEqual([])
    const paid = operation.kind === 'task' || operation.kind === 'charge'
    expect(after.submissions - before.submissions).toBe(paid ? 1 : 0)
    const declared = operation.task?.outputs ?? operation.outputs
    expect(Object.keys(declared ?? {})).toEqual(expect.arrayContaining(Object.keys(outputs)))
    if (operation.kind !== 'task') return
    const file = await fetch(String(outputs['video_url'] ?? outputs['image_url']))
    expect(file.status).toBe(200)
    expect(file.headers.get('content-type')).toMatch(/^(video\/mp4|image\/png)$/)
    const bytes = Buffer.from(await file.arrayBuffer())
    const isPicture = file.headers.get('content-type') === 'image/png'
    expect(bytes.subarray(0, clip.length).equals(isPicture ? picture.subarray(0, clip.length) : clip)).toBe(true)
  })
})
