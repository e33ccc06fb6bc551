import { createHmac } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defined } from '@shotlist/codegen/defined'
import { createProviderClient } from '@shotlist/core'
import { type Emulator, type EmulatorOptions, startEmulator } from '@shotlist/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tinyMedia } from '../../../test/chaos/tiny-media.ts'
import { loadShipped } from '../src/manifest/catalog/shipped.ts'
import { loadPlan } from '../src/plan/load-plan.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { WebhookInbox } from '../src/run/webhooks/webhook-inbox.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { begin, type Finished, type Running } from './harness/command.ts'
import { freePort, listening } from './harness/free-port.ts'
import { heldClock } from './harness/held-clock.ts'
import { quickClock } from './harness/quick-clock.ts'

/** An address of this machine other than the default one for listening. */
const OUTSIDE =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2'

const SECRET = 'whsec-of-the-tests'
/** So rare that a run which waits for a poll does not end during its test. */
const RARELY = ['--poll', '3h']
/** Without a delivery a task is polled after half a second. */
const OFTEN = ['--poll', '50ms']

const TASK_MS = 300

function manifestOf(provider: string, fields: string) {
  return `version: 1
defaults: { provider: ${provider} }
jobs:
  clip:
    matrix: { n: [1, 2, 3] }
    uses: text-to-video
    with: { prompt: "clip \${{ matrix.n }}", model: v4.5, quality: 540p, duration: 5, aspect_ratio: "16:9"${fields} }
`
}
const SIGNED = manifestOf('pixverse', ', webhook_id: "12"')
const UNSIGNED = manifestOf('acedata', '')
/** Without `webhook_id` the run gets no deliveries. */
const UNANNOUNCED = manifestOf('pixverse', '')

/** A provider, and `finish`, which ends its tasks. */
type Provider = Emulator & { finish(): void }

/** Uses the compiled document if there is one, because compiling takes longer than a test. */
async function emulate({ document, ...options }: Omit<EmulatorOptions, 'document'> & { document: string }): Promise<Provider> {
  const clock = heldClock()
  const model = loadShipped(document) ?? document
  const emulator = await startEmulator({ taskMs: TASK_MS, media: tinyMedia, clock, document: model, ...options })
  onTestFinished(() => emulator.close())
  return { ...emulator, finish: () => clock.release(TASK_MS) }
}

/** A folder with a manifest, and runs of it. */
async function projectOf(manifest: string, emulator: Provider) {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-webhooks-'))
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 20 }))
  await writeFile(join(path, 'shotlist.yaml'), manifest)
  const keys = { PIXVERSE_API_KEY: 'a-key', ACEDATACLOUD_API_TOKEN: 'a-token' }
  const bases = { PIXVERSE_BASE_URL: emulator.url, ACEDATA_BASE_URL: emulator.url }
  const everything = async (): Promise<string> => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join('\n')
  }
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
    begin(['run', '--yes', '--json', ...args], { cwd: path, env: { ...keys, ...bases, ...env } })
  /** Runs to the end; the tasks end when all three are submitted. */
  const run = async (...given: Parameters<typeof start>): Promise<Finished> => {
    const running = start(...given)
    await running.seen('"job.submitted"', 3)
    emulator.finish()
    return running.finished
  }
  return { path, start, run, everything, lockfile: () => readFile(join(path, 'shotlist.lock.yaml'), 'utf8') }
}

/** The waits of a run that polls every 50 ms and accepts deliveries, but gets none, in milliseconds. */
async function waitsFor(manifest: string): Promise<readonly number[]> {
  const emulator = await emulate({ document: 'pixverse', webhooks: {} })
  const { path } = await projectOf(manifest, emulator)
  const loaded = await loadPlan({ manifestPath: join(path, 'shotlist.yaml'), cwd: path, env: {} })
  if (!loaded.ok) throw new Error('the manifest has mistakes')
  const { plan } = loaded
  const clock = quickClock()
  const waits: number[] = []
  const sleep = (ms: number, signal?: AbortSignal) => {
    waits.push(ms)
    if (emulator.ledger().reads.tasks > 6) emulator.finish()
    return clock.sleep(ms, signal)
  }
  const { outcome } = await runPlan({
    plan,
    verb: 'run',
    state: stateFolder(path),
    connect: ({ model }) => ({ client: createProviderClient(model.table, { apiKey: 'a-key', baseUrl: emulator.url }), account: 'test' }),
    onEvent: () => undefined,
    signal: new AbortController().signal,
    clock: { ...clock, sleep },
    pace: { firstMs: 50, everyMs: 50 },
    webhooks: new WebhookInbox({ providers: Object.values(plan.providers), secretOf: () => SECRET }),
  })
  expect(outcome).toBe('done')
  return waits
}

/** The headers of a delivery that is signed with this secret. */
function signed(fields: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = `by-${secret}`
  const signature = createHmac('sha256', secret).update(`${timestamp}\n${nonce}\n${fields}`).digest('base64')
  return { 'webhook-timestamp': timestamp, 'webhook-nonce': nonce, 'webhook-signature': signature }
}

function keysOf({ stdout }: Finished): string[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('"job.submitted"'))
    .map((line) => (JSON.parse(line) as { key: string }).key)
    .toSorted()
}

function fingerprintsOf(lockfile: string) {
  return lockfile.match(/fingerprint: \S+/g)
}

describe('tasks that a webhook announces are not polled', () => {
  test('signed deliveries, to a webhook that the request names', async () => {
    const port = await freePort()
    const webhooks = { '12': { url: `http://127.0.0.1:${port}/pixverse`, secret: SECRET } }
    const emulator = await emulate({ document: 'pixverse', webhooks })
    const { run, everything } = await projectOf(SIGNED, emulator)
    const done = await run([...RARELY, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    await expect.poll(emulator.ledger).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
    expect(`${done.stdout}${done.stderr}${await everything()}`).not.toContain(SECRET)
  })

  test('deliveries from another machine, with --webhook-host', async () => {
    const port = await freePort()
    const webhooks = { '12': { url: `http://${OUTSIDE}:${port}/pixverse`, secret: SECRET } }
    const emulator = await emulate({ document: 'pixverse', webhooks })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run([...RARELY, '--webhook-port', String(port), '--webhook-host', '0.0.0.0'], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    await expect.poll(emulator.ledger).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
  })

  test('unsigned deliveries, to a URL that only this run knows', async () => {
    const port = await freePort()
    const emulator = await emulate({ document: 'acedata' })
    const made = await projectOf(UNSIGNED, emulator)
    const done = await made.run([...RARELY, '--webhook-port', String(port), '--webhook-url', `http://127.0.0.1:${port}/`])
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    await expect.poll(emulator.ledger).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
    expect(await made.everything()).not.toMatch(/callback_url|token=/)

    // Without the options the jobs are the same, in this folder and in another.
    expect((await made.start(OFTEN).finished).code).toBe(0)
    expect(emulator.ledger().submissions).toBe(3)
    const elsewhere = await projectOf(UNSIGNED, emulator)
    const polled = await elsewhere.run(OFTEN)
    expect(keysOf(polled)).toEqual(keysOf(done))
    expect(keysOf(done)).toHaveLength(3)
    expect(fingerprintsOf(await made.lockfile())).toEqual(fingerprintsOf(await elsewhere.lockfile()))
    expect(fingerprintsOf(await made.lockfile())).toHaveLength(3)
  })
})

const SIGNATURE = '{ scheme: hmac-sha256, encoding: hex, header: X-Sign, timestamp: X-Time, signed: "{timestamp}.{body}", tolerance: 5m }'

test.each([
  { what: 'in the query', changes: [], path: '/behind/a/proxy', secret: {} },
  {
    what: 'while deliveries are signed',
    changes: [
      ['x-webhook: { task: clip,', `x-webhook: { task: clip, signature: ${SIGNATURE},`],
      ['name: tell, in: query,', 'name: tell, in: query, x-canonical: callback,'],
    ],
    path: '',
    secret: { TOLD_WEBHOOK_SECRET: SECRET },
  },
] as const)('a URL that is sent $what', async ({ changes, path: below, secret }) => {
  const port = await freePort()
  const told = await readFile(fileURLToPath(new URL('./fixtures/told.openapi.yaml', import.meta.url)), 'utf8')
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-told-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const document = join(folder, 'told.openapi.yaml')
  let text = told
  for (const [from, to] of changes) text = text.replace(from, to)
  await writeFile(document, text)
  const webhooks = { main: { url: `http://127.0.0.1:${port}/told`, secret: SECRET } }
  const emulator = await emulate({ document, ...defined({ webhooks: 'TOLD_WEBHOOK_SECRET' in secret ? webhooks : undefined }) })
  const fields = 'with: { prompt: "clip ${{ matrix.n }}" }'
  const manifest = UNSIGNED.replace('defaults', 'providers: { told: { spec: told.openapi.yaml } }\ndefaults').replace(/with: .*/, fields)
  const { path, run } = await projectOf(manifest.replace('acedata', 'told'), emulator)
  await copyFile(document, join(path, 'told.openapi.yaml'))
  const env = { TOLD_API_KEY: 'a-key', TOLD_BASE_URL: emulator.url, ...secret }
  const done = await run([...RARELY, '--webhook-port', String(port), '--webhook-url', `http://127.0.0.1:${port}${below}`], env)
  expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
  await expect.poll(emulator.ledger).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
})

describe('a run does not depend on deliveries', () => {
  test('without any delivery the tasks are polled', async () => {
    const port = await freePort()
    const emulator = await emulate({ document: 'pixverse', webhooks: {} })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run([...OFTEN, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done.code).toBe(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 3, webhooks: { tries: 0 } })
  })

  test('unannounced tasks are polled at the usual pace, and announced ones a tenth as often', async () => {
    expect(Math.max(...(await waitsFor(UNANNOUNCED)))).toBeLessThan(150)
    expect(Math.max(...(await waitsFor(SIGNED)))).toBeGreaterThan(400)
  })

  test('a delivery with a wrong signature is refused and reported', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/pixverse`
    const emulator = await emulate({ document: 'pixverse', webhooks: { '12': { url, secret: 'another' } } })
    const { start } = await projectOf(SIGNED, emulator)
    const running = start([...OFTEN, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    await running.seen('"job.submitted"', 3)
    expect((await fetch(url, { method: 'POST', headers: signed('id=1', 'another'), body: '{"id":1}' })).status).toBe(401)
    emulator.finish()
    expect(await running.finished).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/Refused webhooks: \d+\. .*signature/),
    })
    expect(emulator.ledger()).toMatchObject({ submissions: 3, webhooks: { taken: 0 } })
  })

  test('a delivery that comes too early causes one poll, and the next delivery is awaited', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/pixverse`
    const emulator = await emulate({ document: 'pixverse', webhooks: { '12': { url, secret: SECRET } } })
    const { start } = await projectOf(SIGNED.replace('[1, 2, 3]', '[1]'), emulator)
    const running = start([...RARELY, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    await running.seen('"job.submitted"')
    const id = /"task_id":"(\d+)"/.exec(running.output())?.[1] ?? ''
    expect((await fetch(url, { method: 'POST', headers: signed(`id=${id}`, SECRET), body: `{"id":${id}}` })).status).toBe(200)
    await expect.poll(() => emulator.ledger().reads.tasks).toBe(1)
    emulator.finish()
    expect((await running.finished).code).toBe(0)
    await expect.poll(emulator.ledger).toMatchObject({ submissions: 1, reads: { tasks: 2 }, webhooks: { taken: 1 } })
  })
})

describe('options that cannot work are refused before anything is sent', () => {
  test.each([
    { what: 'no secret', manifest: SIGNED, args: ['--webhook-port'], says: 'set PIXVERSE_WEBHOOK_SECRET' },
    { what: 'no URL', manifest: UNSIGNED, args: ['--webhook-port'], says: 'add --webhook-url' },
    { what: 'no port', manifest: UNSIGNED, args: ['--webhook-url', 'https://hooks.example.com'], says: 'Add --webhook-port' },
    { what: 'no port for an address', manifest: UNSIGNED, args: ['--webhook-host', '0.0.0.0'], says: 'Add --webhook-port' },
    { what: 'an invalid URL', manifest: UNSIGNED, args: ['--webhook-url', 'hooks'], says: '--webhook-url needs a URL' },
  ])('$what', async ({ manifest, args, says }) => {
    const emulator = await emulate({ document: manifest === SIGNED ? 'pixverse' : 'acedata' })
    const { start } = await projectOf(manifest, emulator)
    const done = await start(args.length === 1 ? [...args, String(await freePort())] : args).finished
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('a port that is in use', async () => {
    const { port, close } = await listening(0)
    onTestFinished(async () => void (await close()))
    const emulator = await emulate({ document: 'pixverse' })
    const { start } = await projectOf(SIGNED, emulator)
    const done = await start(['--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET }).finished
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('the port is in use') })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('an address of another machine', async () => {
    const emulator = await emulate({ document: 'pixverse' })
    const { start } = await projectOf(SIGNED, emulator)
    const args = ['--webhook-port', String(await freePort()), '--webhook-host', '203.0.113.7']
    const done = await start(args, { PIXVERSE_WEBHOOK_SECRET: SECRET }).finished
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot listen there') })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('a manifest that reads the secret', async () => {
    const emulator = await emulate({ document: 'pixverse' })
    const { start } = await projectOf(SIGNED.replace('version: 1', 'version: 1\nenv: [PIXVERSE_WEBHOOK_SECRET]'), emulator)
    const done = await start([], { PIXVERSE_WEBHOOK_SECRET: SECRET }).finished
    expect(done).toMatchObject({ code: 2 })
    expect(`${done.stdout}${done.stderr}`).toContain('PIXVERSE_WEBHOOK_SECRET')
  })
})
