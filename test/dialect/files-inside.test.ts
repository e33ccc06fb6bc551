import { mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProviderClient } from '@shotlist/core'
import { type Emulator, type ScenarioOptions, startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { ROOT } from '../harness/shotlist.ts'

const DOCUMENT = join(ROOT, 'test/dialect/pinhole.openapi.yaml')
const PICTURE = await readFile(join(ROOT, 'examples/assets/cup.png'))
/** Base64 of the middle of the picture: in no record of a run. */
const INSIDE = PICTURE.subarray(300, 330).toString('base64')
const KEY = 'pinhole-key-1'

const MANIFEST = `version: 1
name: files
providers: { pinhole: { spec: pinhole.openapi.yaml } }
jobs:
  still: { uses: pinhole/image-to-video, with: { prompt: a cup, image: { file: cup.png }, style: { data: { file: cup.png } }, references: [{ data: { file: cup.png } }] }, output: still.mp4 }
  public: { uses: pinhole/image-to-video, with: { prompt: a cup, image: { url: "https://example.com/cup.png" } }, output: public.mp4 }
  form: { uses: pinhole/modify, with: { prompt: at night, strength: 0.5, picture: { file: cup.png }, frames: [{ file: cup.png }, { file: other.png }] }, output: form.mp4 }
`

async function emulate(options: ScenarioOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ document: DOCUMENT, media: tinyMedia, taskMs: 10, keys: [KEY], ...options })
  onTestFinished(() => emulator.close())
  return emulator
}

async function project(manifest = MANIFEST): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'shotlist-files-'))
  await writeFile(join(cwd, 'pinhole.openapi.yaml'), await readFile(DOCUMENT))
  await writeFile(join(cwd, 'cup.png'), PICTURE)
  await writeFile(
    join(cwd, 'other.png'),
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
  )
  await writeFile(join(cwd, 'shotlist.yaml'), manifest)
  return cwd
}

async function everythingIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = entries.flatMap((entry) =>
    entry.isFile() && !/\.(png|mp4)$/.test(entry.name) ? [readFile(join(entry.parentPath, entry.name))] : [],
  )
  return (await Promise.all(texts)).map((bytes) => bytes.toString('latin1')).join('\n')
}

test('a run sends files inside its requests, repeats a lost one unchanged, and records only their hashes', async () => {
  const emulator = await emulate({ faults: [{ on: 'submit', kind: 'drop-after', times: 3 }] })
  const cwd = await project()
  const env = { PINHOLE_API_KEY: KEY, PINHOLE_BASE_URL: emulator.url }
  const run = (...args: string[]) => shotlistInProcess(args, { cwd, env })
  expect(await run('validate')).toMatchObject({ code: 0 })
  const described = (await run('describe', 'pinhole/image-to-video', '--spec', 'pinhole.openapi.yaml')).stdout
  expect(described).toContain('`image: { file: path }`, or a public URL')
  expect(described).not.toContain('\nRules')
  expect((await run('plan', '--json')).stdout).toContain('"$file": "cup.png"')
  const ended = await run('run', '--yes')
  expect({ code: ended.code, stderr: ended.stderr, stdout: ended.stdout }).toMatchObject({ code: 0, stderr: '' })
  expect(emulator.ledger()).toMatchObject({ submissions: 3, replayed: 3, duplicates: 0, mistakes: 0 })
  const records = await everythingIn(cwd)
  expect(records).not.toContain(INSIDE)
  expect(records).toContain('sha256')
  expect(await run('run', '--yes')).toMatchObject({ code: 0 })
  await writeFile(join(cwd, 'cup.png'), Buffer.concat([PICTURE, Buffer.from('changed')]))
  expect((await run('plan')).stdout).toContain('image changed')
  expect(await run('rehearse', '--quiet', '--speed', '600')).toMatchObject({ code: 0 })
})

/** A manifest with a single job, which sends the file as a part of a form. */
function formOf(file: string): string {
  const job = `{ uses: pinhole/modify, with: { prompt: a, picture: { file: ${file} } }, output: form.mp4 }`
  return `${MANIFEST.slice(0, MANIFEST.indexOf('  still'))}  form: ${job}\n`
}

test('a later run repeats a lost submission with its file, also if the file has another name by then', async () => {
  const emulator = await emulate({ faults: [{ on: 'submit', kind: 'drop-after', times: 100 }] })
  const cwd = await project()
  const env = { PINHOLE_API_KEY: KEY, PINHOLE_BASE_URL: emulator.url }
  const run = () => shotlistInProcess(['run', '--yes'], { cwd, env })
  await writeFile(join(cwd, 'shotlist.yaml'), formOf('cup.png'))
  expect((await run()).code).not.toBe(0)
  await rename(join(cwd, 'cup.png'), join(cwd, 'renamed.png'))
  await writeFile(join(cwd, 'shotlist.yaml'), formOf('renamed.png'))
  await fetch(`${emulator.url}/__emulator/faults`, { method: 'PUT', body: '[]' })
  expect(await run()).toMatchObject({ code: 0, stderr: '' })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0, mistakes: 0 })
}, 120_000)

test('a file goes to the place of its field, and its type beside it', async () => {
  const document = parse(await readFile(DOCUMENT, 'utf8')) as { paths: { '/clips': { post: Record<string, unknown> } } }
  const file = { as: 'base64', type_field: 'image_type', accepts: { types: ['image/png'] } }
  const fields = {
    prompt: { type: 'string', 'x-place': '/input/prompt' },
    image: { type: 'string', 'x-place': '/input/image/data', 'x-file': file },
    image_type: { type: 'string', 'x-place': '/input/image/mime' },
  }
  const request = { type: 'object', required: ['prompt', 'image', 'image_type'], properties: fields }
  const example = { prompt: 'a', image: `data:image/png;base64,${PICTURE.toString('base64')}` }
  const { post } = document.paths['/clips']
  post['x-operations'] = [{ name: 'image-to-video', title: 'Image to video', starts: 'job', price: 1, request, example }]
  post['requestBody'] = { required: true, content: { 'application/json': { schema: { type: 'object' } } } }
  const path = join(await project(), 'placed.openapi.yaml')
  await writeFile(path, stringify(document))
  const emulator = await startEmulator({ document: path, media: tinyMedia, taskMs: 10, keys: [KEY] })
  onTestFinished(() => emulator.close())
  const sent: string[] = []
  const heard: typeof globalThis.fetch = (url, init) => {
    if (typeof init?.body === 'string') sent.push(init.body)
    return globalThis.fetch(url, init)
  }
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: emulator.url, fetch: heard })
  await client.start('image-to-video', { prompt: 'a', image: new Uint8Array(PICTURE) }, { poll: { firstMs: 5, everyMs: 5 } })
  const image = { data: PICTURE.toString('base64'), mime: 'image/png' }
  expect(sent.map((body) => JSON.parse(body) as unknown)).toEqual([{ input: { prompt: 'a', image } }])
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakes: 0 })
})

test('call takes a file for a field inside the request', async () => {
  const emulator = await emulate()
  const cwd = await project()
  const env = { PINHOLE_API_KEY: KEY, PINHOLE_BASE_URL: emulator.url }
  const words = ['call', 'pinhole/image-to-video', '--spec', 'pinhole.openapi.yaml', '--prompt', 'a', '--image', '@cup.png']
  const { code, stdout } = await shotlistInProcess(words, { cwd, env })
  expect(code).toBe(0)
  expect(stdout).toContain('video_url: ')
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakes: 0 })
})

test('validate warns about a URL that the provider cannot reach', async () => {
  const cwd = await project(
    'version: 1\nname: files\nproviders: { pinhole: { spec: pinhole.openapi.yaml } }\njobs:\n  a: { uses: pinhole/image-to-video, with: { prompt: a, image: http://localhost:8080/cup.png }, output: a.mp4 }\n',
  )
  const { code, stdout, stderr } = await shotlistInProcess(['validate'], { cwd })
  expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('cannot reach localhost') as string })
})

test.each([
  ['image: { file: big.png }', 'the limit of the provider is'],
  ['image: { file: note.txt }', 'note.txt is not an image'],
  ['image: big.png', 'this field takes a file, written as { file: path }'],
  ['image: { file: cup.png }, style: { data: { url: "https://example.com/cup.png" } }', 'style does not accept a URL'],
  ['image: { file: cup.png }, prompt: { file: cup.png }', '`prompt` does not accept a file'],
])('a file that cannot go inside is found before anything is sent: %s', async (fields, message) => {
  const cwd = await project(
    `version: 1\nname: files\nproviders: { pinhole: { spec: pinhole.openapi.yaml } }\njobs:\n  a: { uses: pinhole/image-to-video, with: { ${fields.includes('prompt') ? '' : 'prompt: a, '}${fields} }, output: a.mp4 }\n`,
  )
  await writeFile(join(cwd, 'big.png'), Buffer.concat([PICTURE, Buffer.alloc(200_000)]))
  await writeFile(join(cwd, 'note.txt'), 'text')
  const { code, stdout, stderr } = await shotlistInProcess(['validate'], { cwd })
  expect(code).not.toBe(0)
  expect(stdout + stderr).toContain(message)
})

test('a client takes Blobs, bytes, streams and data: URIs, and checks them first', async () => {
  const emulator = await emulate()
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: emulator.url })
  const poll = { firstMs: 5, everyMs: 5 }
  const bytes = new Uint8Array(PICTURE)
  const uri = `data:image/png;base64,${PICTURE.toString('base64')}`
  const stream = new Blob([bytes]).stream()
  const input = {
    prompt: 'a',
    image: bytes,
    style: { data: stream },
    references: [{ data: uri }, { data: new Blob([bytes], { type: 'image/png' }) }],
  }
  const { outputs } = await client.start('image-to-video', input, { poll })
  expect(outputs).toHaveProperty('video_url')
  await client.start('image-to-video', { prompt: 'a', image: { url: 'https://example.com/cup.png' } }, { poll })
  await client.start('modify', { prompt: 'b', picture: bytes, frames: [bytes, uri] }, { poll })
  expect(emulator.ledger()).toMatchObject({ submissions: 3, mistakes: 0 })
  for (const image of [new Uint8Array(200_000), new Blob(['x'], { type: 'text/plain' }), {}])
    await expect(client.submit('image-to-video', { prompt: 'a', image })).rejects.toThrow(/image (is|has|must)/)
  await expect(client.submit('image-to-video', { prompt: 'a', image: uri, style: { data: { url: 'https://a.example' } } })).rejects.toThrow(
    'style.data must be a file',
  )
  expect(emulator.ledger().submissions).toBe(3)
})

test('the emulator refuses what the vendor could not read', async () => {
  const emulator = await emulate()
  const send = async (body: object): Promise<string> => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    const response = await fetch(`${emulator.url}/v1/clips`, { method: 'POST', headers, body: JSON.stringify({ prompt: 'a', ...body }) })
    return `${response.status} ${await response.text()}`
  }
  const uri = `data:image/png;base64,${PICTURE.toString('base64')}`
  expect(await send({ image: 'cup.png' })).toMatch(/^400 .*image must be a data: URI with base64, or a public URL/)
  expect(await send({ image: `data:image/gif;base64,${PICTURE.toString('base64')}` })).toMatch(/^400 .*image\/gif is not accepted/)
  expect(await send({ image: 'data:image/png;base64,AAAA' })).toMatch(/^400 .*not a readable image\/png/)
  expect(await send({ image: uri, style: { data: uri, mime_type: 'image/png' } })).toMatch(/^400 .*style\/data must be the base64 text/)
  expect(await send({ image: uri })).toMatch(/^200/)
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakes: 4 })
})
