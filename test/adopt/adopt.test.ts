import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../packages/codegen/src/cli/run-command.ts'
import { defined } from '../../packages/codegen/src/issues/defined.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf } from '../harness/shotlist.ts'
import { createVendor } from '../vendors/unionist/server.ts'
import { pictureOf } from '../vendors/vendor-calls.ts'
import { serveVendor } from '../vendors/vendor-server.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))

type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

async function codegen(cwd: string, ...argv: string[]): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  const terminal = { stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text), color: false }
  const status = await runCommand(argv, cwd, terminal)
  return { status, stdout, stderr }
}

type Case = {
  /** The vendor's document, as it is published. */
  readonly document: string
  readonly provider: string
  readonly jobs: Readonly<Record<string, string>>
  /** Parts of the proposal. */
  readonly proposed: readonly string[]
  readonly questions: readonly RegExp[]
  /** What a person answers: text of the proposal, and what is written in its place. */
  readonly answers: readonly (readonly [string, string])[]
}

const CASES: Readonly<Record<string, Case>> = {
  'a union in OpenAPI 3.0': {
    document: '../vendors/unionist/vendor.openapi.yaml',
    provider: 'unionist',
    jobs: {
      text: '{ uses: text-to-video, with: { prompt: a glacier, duration: 9s } }',
      image: '{ uses: image-to-video, with: { prompt: a glacier, image: { url: "https://example.com/a.png" } } }',
      longer: '{ uses: extend, with: { source_id: gen_1 } }',
    },
    proposed: [
      'idempotency: none',
      'money: { unit: cent, usd: 0.01 }',
      'read: { operation: getGenerationsById, id: $request.path.id }',
      '{ at: $response.body#/state, equals: dreaming, is: running }',
      'failure: { message: $response.body#/failure_reason }',
      'video_url: { from: $response.body#/assets/video, type: video }',
      'operation: getGenerations\n',
      'fixed: { type: extend }',
      'balance: { sum: [ $response.body#/credit_balance_cents ] }',
    ],
    questions: [/Which word comes before the key/, /idempotency key/, /What does each operation cost/],
    answers: [['fixed: { type: extend }', 'fixed: { type: extend }\n          price: 40']],
  },
  'a queue with its result at another address': {
    document: 'queue.json',
    provider: 'kite-queue',
    jobs: {
      clip: '{ uses: image-to-video, with: { prompt: a glacier, image: { file: still.png }, duration: 10 } }',
      picture: '{ uses: sketch-image, with: { prompt: a glacier } }',
    },
    proposed: [
      'x-key-prefix: Key',
      'read: { operation: getKiteV2RequestsByRequestIdStatus, id: $request.path.request_id }',
      'operation: getKiteV2RequestsByRequestId\n',
      'video_url: { from: $response.body#/video/url, type: video }',
      'cancel: { operation: putKiteV2RequestsByRequestIdCancel, id: $request.path.request_id }',
      'image_url: { x-canonical: image, x-file: { as: data-uri, url: true } }',
      'content_moderation: { class: moderation, meaning: the content review refused it }',
      'charges: true\n          outputs: { image: { from: $response.body, type: image } }',
      'example is removed, because it contradicts its schema',
    ],
    questions: [/Are the others regions/, /count as running: PAUSED/, /Submissions have a header X-Idempotency-Key/],
    answers: [
      ['equals: IN_QUEUE, is: pending }', 'in: [ IN_QUEUE, PAUSED ], is: pending }'],
      ['x-region: server-2', 'x-region: eu'],
    ],
  },
  'wrapped fields, polling and retries of another tool': {
    document: 'wrapped.yaml',
    provider: 'loom',
    jobs: { clip: '{ uses: text-to-video, with: { model: loom-1, prompt: a glacier, duration: 7 } }' },
    proposed: [
      'headers: { X-Loom-Version: 2026-02-01 }',
      'url: https://loom.invalid/api',
      'security: [ { key: [] } ]',
      '{ at: $response.body#/output/task_status, equals: WOVEN, is: succeeded }',
      'progress: { from: $response.body#/output/progress, of: 1 }',
      'poll: { first: 10s, every: 6s, deadline: 610s }',
      '"429": { class: rate-limit, meaning: too many requests, retry: true }',
      'x-place: /parameters/duration',
      'cancel: { operation: dropTask, id: $request.path.task_id }',
      'upload: { file: file, result: file_id }',
    ],
    questions: [/What is the address of the API/],
    answers: [
      ['https://loom.invalid', 'https://loom.example'],
      ['starts: task\n', 'starts: task\n          price: { product: [{ field: duration }, 2] }\n'],
    ],
  },
}

/** A project whose provider is the published document with an overlay. */
async function projectOf({ document, provider, jobs }: Case, overlay = '') {
  const name = document.split('/').at(-1) ?? ''
  const listed = Object.entries(jobs).map(([job, text]) => `  ${job}: ${text}\n`)
  const folder = await folderOf({
    [name]: await readFile(join(HERE, document)),
    ...defined({ 'overlay.yaml': overlay === '' ? undefined : overlay }),
    'still.png': pictureOf(400, 400),
    'shotlist.yaml': `version: 1\nname: adopted\nproviders: { ${provider}: { spec: ${name}, overlay: overlay.yaml } }\ndefaults: { provider: ${provider} }\njobs:\n${listed.join('')}`,
  })
  onTestFinished(() => folder.remove())
  const shotlist = (args: readonly string[], env = {}): Promise<Finished> => shotlistInProcess(args, { cwd: folder.path, env })
  return { path: folder.path, name, shotlist }
}

function answered(text: string, answers: Case['answers']): string {
  return answers.reduce((left, [from, to]) => {
    expect(left).toContain(from)
    return left.replace(from, to)
  }, text)
}

describe.each(Object.entries(CASES))('%s', (_title, one) => {
  test('is adopted: the proposal passes the check, and after its answers a job is rehearsed', async () => {
    const { path, name } = await projectOf(one)
    const adopted = await codegen(path, 'adopt', name, '--out', 'overlay.yaml')
    expect(adopted, adopted.stderr).toMatchObject({ status: 0 })
    expect(adopted.stdout).toMatch(/^overlay\.yaml written: \d+ actions\n$/)
    const overlay = await readFile(join(path, 'overlay.yaml'), 'utf8')
    for (const part of one.proposed) expect(overlay).toContain(part)
    for (const question of one.questions) {
      expect(overlay).toMatch(question)
      expect(adopted.stderr).toMatch(question)
    }
    expect(await codegen(path, 'check', name, '--overlay', 'overlay.yaml')).toMatchObject({ status: 0, stderr: '' })
    const { shotlist } = await projectOf(one, answered(overlay, one.answers))
    expect(await shotlist(['validate'])).toMatchObject({ code: 0, stderr: '' })
    const rehearsed = await shotlist(['rehearse', '--quiet', '--speed', '600'])
    expect(rehearsed, rehearsed.stdout + rehearsed.stderr).toMatchObject({ code: 0 })
  })
})

test('an adopted document runs against the vendor itself, and the clip is paid once', async () => {
  const one = CASES['a union in OpenAPI 3.0'] as Case
  const { path, name } = await projectOf(one)
  const { stdout: overlay } = await codegen(path, 'adopt', name)
  const video = await readFile(join(HERE, '../fixtures/clip.mp4'))
  const running = await serveVendor(createVendor, { key: 'a-key-4711', files: { video, image: pictureOf(400, 400), audio: video } })
  onTestFinished(() => running.close())
  // The one answer without which the vendor refuses every request.
  const prefix = '  - { target: $.components.securitySchemes.token, update: { x-key-prefix: Token } }\n'
  const { shotlist } = await projectOf({ ...one, jobs: { clip: one.jobs['text'] ?? '' } }, overlay + prefix)
  const env = { UNIONIST_API_KEY: 'a-key-4711', UNIONIST_BASE_URL: running.url }
  const ran = await shotlist(['run', '--yes', '--json', '--poll', '20ms'], env)
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  expect(eventsOf(ran.stdout).map(({ event }) => event)).toContain('job.done')
  expect(running.vendor.charges).toEqual([{ prompt: 'a glacier' }])
  expect(running.vendor.complaints).toEqual([])
})

test('the status of a read may be the state, and its body the file', async () => {
  const start = `{ requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { image: { type: string, format: binary } } } } } },
    responses: { "200": { description: begun, content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } } } }`
  const read = `{ parameters: [{ name: id, in: path, required: true, schema: { type: string } }],
    responses: { "200": { description: done, content: { video/mp4: {} } }, "202": { description: not yet } } }`
  const folder = await folderOf({
    'frame.yaml': `openapi: 3.1.0
info: { title: Frame, version: "1" }
servers: [{ url: "https://frame.example" }]
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: x-key } } }
paths:
  /image-to-video: { post: ${start} }
  /image-to-video/result/{id}: { get: ${read} }
`,
  })
  onTestFinished(() => folder.remove())
  expect(await codegen(folder.path, 'adopt', 'frame.yaml', '--out', 'o.yaml')).toMatchObject({ status: 0 })
  const overlay = await readFile(join(folder.path, 'o.yaml'), 'utf8')
  expect(overlay).toContain('{ at: $statusCode, equals: 202, is: pending }')
  expect(overlay).toContain('outputs: { video: { from: $response.body, type: video } }')
  expect(overlay).toContain('image: { x-canonical: image, x-file: { as: part } }')
  expect(overlay).toContain('How does the read of image-to-video say that a task has failed?')
  expect(await codegen(folder.path, 'check', 'frame.yaml', '--overlay', 'o.yaml')).toMatchObject({ status: 0 })
})

test('every file of a list is an output', async () => {
  const folder = await folderOf({
    'list.yaml': (await readFile(join(HERE, 'wrapped.yaml'), 'utf8'))
      .replace(
        'video_url: { type: string, format: uri }',
        'videos: { type: array, items: { type: object, properties: { url: { type: string } } } }',
      )
      .replace('cover_url: { type: string, format: uri }', 'cover: { type: string }'),
  })
  onTestFinished(() => folder.remove())
  expect(await codegen(folder.path, 'adopt', 'list.yaml', '--out', 'o.yaml')).toMatchObject({ status: 0 })
  expect(await readFile(join(folder.path, 'o.yaml'), 'utf8')).toContain(
    'video_url: { from: $response.body#/output/videos/-/url, type: video }',
  )
  expect(await codegen(folder.path, 'check', 'list.yaml', '--overlay', 'o.yaml')).toMatchObject({ status: 0, stderr: '' })
})

test('adopt never replaces a file, and says what it cannot read', async () => {
  const { path, name } = await projectOf(CASES['a union in OpenAPI 3.0'] as Case, 'overlay: 1.1.0\n')
  const refusals: readonly (readonly [string[], RegExp])[] = [
    [[], /adopt needs the document of a vendor/],
    [[name, name], /adopt takes one document/],
    [[name, '--overlay', 'overlay.yaml'], /adopt proposes an overlay/],
    [[name, '--out', 'overlay.yaml'], /overlay\.yaml already exists/],
    [['none.yaml'], /none\.yaml does not exist/],
    [['overlay.yaml'], /overlay\.yaml is no OpenAPI document of version 3\.0 or 3\.1/],
  ]
  for (const [argv, message] of refusals) {
    const ran = await codegen(path, 'adopt', ...argv)
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toMatch(message)
  }
  expect(await readFile(join(path, 'overlay.yaml'), 'utf8')).toBe('overlay: 1.1.0\n')
})

test('a document without anything to recognise leaves questions, and the safe reading', async () => {
  const folder = await folderOf({
    'bare.yaml':
      'openapi: 3.0.3\ninfo: { title: Bare, version: "1" }\npaths: { /pets: { get: { responses: { "200": { description: pets } } } } }\n',
  })
  onTestFinished(() => folder.remove())
  const ran = await codegen(folder.path, 'adopt', 'bare.yaml')
  expect(ran.status).toBe(0)
  expect(ran.stdout).toContain('idempotency: none')
  expect(ran.stderr).toContain('Which request starts a task, and which reads it?')
  expect(ran.stderr).toContain('How does the API take its key?')
})

test("a vendor's own mistakes that do no harm are one warning", async () => {
  const one = CASES['wrapped fields, polling and retries of another tool'] as Case
  const { path, name } = await projectOf(one)
  const { stdout: overlay } = await codegen(path, 'adopt', name)
  const { path: project, shotlist } = await projectOf(one, overlay)
  const document = await readFile(join(project, name), 'utf8')
  await writeFile(join(project, name), document.replaceAll('{ type: number }', '{ type: number, nullable: true }'))
  const { code, stderr } = await shotlist(['validate'])
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('the document of loom has 3 mistakes of its vendor, which do no harm (document)'),
  ])
  expect(stderr).toContain('shotlist-codegen check wrapped.yaml --overlay overlay.yaml')
  expect(stderr).not.toContain('nullable')
})
