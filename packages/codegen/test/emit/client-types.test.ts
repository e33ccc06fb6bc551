import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typeCheck } from './type-check.ts'
import { makeWorkspace, type Ran } from './workspace.ts'

const HEAD = `import { createClient, provider, textToVideo, type TextToVideoInput, uploadImage } from './clients/2nd-workshop/index.gen.js'
import { connect } from '@shotlist/core'
const client = createClient({ apiKey: 'key' })
`

const GOOD = `${HEAD}
const { outputs } = await client.textToVideo({ prompt: 'a glacier', quality: '720p', model: 'a-newer-one', camera: { zoom: 1, path: ['left'] } })
const url: string | undefined = outputs.video_url
await client.extend({ source_video_id: outputs.video_id ?? 9007199254740993n, prompt: 'go on' })
await client.textToVideo({ prompt: 'x', quality: '1080p', img_id: new Blob(['png']) })
const { value } = await client.uploadImage({ url: 'https://example.com/a.png' })
await client.clipStatus({ id: value })
const { data } = await client.raw.GET('/clips/{id}', { params: { path: { id: '9007199254740993' } } })
const id: number | string | undefined = data?.id
const small = connect(provider, { textToVideo }, { apiKey: 'key' })
await small.textToVideo({ prompt: 'x', quality: '720p' })
const state: string = (await client.clipStatus({ id: value })).body.state
const uploaded: string | number = (await connect(provider, { uploadImage }, { apiKey: 'key' }).uploadImage(new Blob(['png']))).body.id
const input: TextToVideoInput = { prompt: 'x', quality: '720p' }
const price: number | undefined = client.estimate('text-to-video', input).amount
client.estimate('extend', { source_video_id: 1 })
const many: string | undefined = (await client.retrieveMany('clip', ['1'])).get('1')?.outputs.video_url
const task: Promise<unknown> = client.textToVideo(input)
createClient({ apiKey: 'key', region: process.env['REGION'] === 'east' ? 'east' : 'west' })
declare const process: { env: Record<string, string | undefined> }
export { url, id, state, uploaded, price, many, task }
`

const BAD = `${HEAD}
await client.textToVideo({ prompt: 'a glacier', quality: '480p' })
await client.textToVideo({ quality: '720p' })
await client.textToVideo({ prompt: 'x', quality: '720p', durration: 5 })
await client.textToVideo({ prompt: 'x', quality: '720p', action: 'extend' })
await client.extend({ prompt: 'x', source_video_id: 1, source_url: 'https://example.com/1.mp4' })
await client.extend({ prompt: 'x' })
client.estimate('text-to-film', {})
client.estimate('text-to-video', { quality: '480p' })
client.retrieveMany('film', [])
createClient({ apiKey: 'key', region: 'north' })
export const model: import('./clients/2nd-workshop/index.gen.js').components['schemas']['Clip']['model'] = 7
`

const INSERTED = `import * as client from './clients/2nd-workshop/client.gen.js'
client.oops
`

const { root, run } = await makeWorkspace(afterAll)
let generated: Ran
let found: Record<'good' | 'bad' | 'inserted', string[]>

beforeAll(async () => {
  generated = await run('generate', 'workshop.openapi.yaml', '--out', 'clients')
  found = typeCheck(root, { good: GOOD, bad: BAD, inserted: INSERTED })
})

test('a generated client takes what the document allows', () => {
  expect(generated).toMatchObject({ status: 0, stderr: '' })
  expect(found.good).toEqual([])
})

test('a generated client names what the document does not allow', () => {
  expect(found.bad).toEqual([
    expect.stringMatching(/^5: Type '"480p"' is not assignable to type '"(720p|1080p)" \| "(720p|1080p)"'\.$/),
    `6: Argument of type '{ quality: "720p"; }' is not assignable to parameter of type 'TextToVideoInput'.   Property 'prompt' is missing in type '{ quality: "720p"; }' but required in type 'TextToVideoInput'.`,
    `7: Object literal may only specify known properties, but 'durration' does not exist in type 'TextToVideoInput'. Did you mean to write 'duration'?`,
    `8: Object literal may only specify known properties, and 'action' does not exist in type 'TextToVideoInput'.`,
    expect.stringMatching(
      /^9: .* not assignable to parameter of type 'ExtendInput'\. .*'source_url' are incompatible\. .*'string' is not assignable to type 'undefined'\.$/,
    ),
    expect.stringMatching(
      /^10: .* not assignable to parameter of type 'ExtendInput'\. .*'source_url' is missing in type .* required in type 'ExtendInputWithSourceUrl'\.$/,
    ),
    expect.stringMatching(
      /^11: Argument of type '"text-to-film"' is not assignable to parameter of type '"(text-to-video|extend)" \| "(text-to-video|extend)"'\.$/,
    ),
    expect.stringMatching(/^12: Type '"480p"' is not assignable/),
    expect.stringMatching(/^13: Argument of type '"film"' is not assignable/),
    expect.stringMatching(/^14: Type '"north"' is not assignable to type '"(west|east)" \| "(west|east)" \| undefined'\.$/),
    `15: Type 'number' is not assignable to type 'string'.`,
  ])
})

test('a document cannot write code into the files made from it', () => {
  expect(found.inserted).toEqual([expect.stringContaining("Property 'oops' does not exist")])
})

test('a client is documented where it is used', async () => {
  const client = await readFile(join(root, 'clients/2nd-workshop/client.gen.ts'), 'utf8')
  expect(client).toContain('export interface Nd2WorkshopClient')
  expect(client).toContain('- 1080p takes no 8 s: use 5, or 720p')
  expect(client).toContain('| v2 | 9 | 18 |')
  expect(client).toContain("client.textToVideo({ prompt: 'a glacier', quality: '720p', duration: 5 })")
  const operation = await readFile(join(root, 'clients/2nd-workshop/operations/text-to-video.gen.ts'), 'utf8')
  expect(operation).toContain('Seconds.\n   *\n   * Default: `5`. From 1 to 15.')
  expect(operation).toContain('Takes a file, which is uploaded through `upload-image` first')
})
