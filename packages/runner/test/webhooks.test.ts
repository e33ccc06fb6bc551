import { createHmac } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, type EmulatorOptions, startEmulator } from '@shotlist/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tinyMedia } from '../../../test/chaos/tiny-media.ts'
import { type Finished, type Running, start } from './harness/command.ts'

/** An address of this machine that is not the one it listens at by default. */
const OUTSIDE =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2'

const SECRET = 'whsec-of-the-tests'
/** So rare that a run which waits for a poll does not end before its test does. */
const RARELY = ['--poll', '50s']
/** Without a delivery a task is read after half a second. */
const OFTEN = ['--poll', '50ms']

const manifestOf = (provider: string, fields: string) => `version: 1
defaults: { provider: ${provider} }
jobs:
  clip:
    matrix: { n: [1, 2, 3] }
    uses: text-to-video
    with: { prompt: "clip \${{ matrix.n }}", model: v4.5, quality: 540p, duration: 5, aspect_ratio: "16:9"${fields} }
`
const SIGNED = manifestOf('pixverse', ', webhook_id: "12"')
const UNSIGNED = manifestOf('acedata', '')

const listening = async (port = 0) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise((resolve) => server.close(resolve))
  return { port: (server.address() as AddressInfo).port, close }
}

/** A port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const { port, close } = await listening()
  await close()
  return port
}

const emulate = async (options: EmulatorOptions): Promise<Emulator> => {
  const emulator = await startEmulator({ taskMs: 300, media: tinyMedia, ...options })
  onTestFinished(() => emulator.close())
  return emulator
}

/** A folder with a manifest, and runs of it. */
async function projectOf(manifest: string, emulator: Emulator) {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-webhooks-'))
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 20 }))
  await writeFile(join(path, 'shotlist.yaml'), manifest)
  const keys = { PIXVERSE_API_KEY: 'a-key', ACEDATACLOUD_API_TOKEN: 'a-token', AI302_API_KEY: 'a-key' }
  const bases = { PIXVERSE_BASE_URL: emulator.url, ACEDATA_BASE_URL: emulator.url, AI302_BASE_URL: emulator.url }
  const everything = async (): Promise<string> => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join('\n')
  }
  const begin = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running =>
    start(['run', '--yes', '--json', ...args], { cwd: path, env: { ...keys, ...bases, ...env } })
  const run = (...invocation: Parameters<typeof begin>): Promise<Finished> => begin(...invocation).finished
  return { begin, run, everything, lockfile: () => readFile(join(path, 'shotlist.lock.yaml'), 'utf8') }
}

const keysOf = ({ stdout }: Finished): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.includes('"job.submitted"'))
    .map((line) => (JSON.parse(line) as { key: string }).key)
    .toSorted()

const fingerprintsOf = (lockfile: string) => lockfile.match(/fingerprint: \S+/g)

describe('what a webhook announces is not polled for', () => {
  test('signed deliveries, to a webhook that the request names', async () => {
    const port = await freePort()
    const webhooks = { '12': { url: `http://127.0.0.1:${port}/pixverse`, secret: SECRET } }
    const emulator = await emulate({ document: 'pixverse', webhooks })
    const { run, everything } = await projectOf(SIGNED, emulator)
    const done = await run([...RARELY, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    expect(emulator.ledger()).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
    expect(`${done.stdout}${done.stderr}${await everything()}`).not.toContain(SECRET)
  })

  test('deliveries from another machine, where the run listens for them', async () => {
    const port = await freePort()
    const webhooks = { '12': { url: `http://${OUTSIDE}:${port}/pixverse`, secret: SECRET } }
    const emulator = await emulate({ document: 'pixverse', webhooks })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run([...RARELY, '--webhook-port', String(port), '--webhook-host', '0.0.0.0'], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    expect(emulator.ledger()).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
  })

  test('unsigned deliveries, to a URL that only this run knows', async () => {
    const port = await freePort()
    const emulator = await emulate({ document: 'acedata' })
    const made = await projectOf(UNSIGNED, emulator)
    const done = await made.run([...RARELY, '--webhook-port', String(port), '--webhook-url', `http://127.0.0.1:${port}/`])
    expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
    expect(emulator.ledger()).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
    expect(await made.everything()).not.toMatch(/callback_url|token=/)

    // Without the options it is the same work, here and elsewhere.
    expect((await made.run(OFTEN)).code).toBe(0)
    expect(emulator.ledger().submissions).toBe(3)
    const elsewhere = await projectOf(UNSIGNED, emulator)
    const polled = await elsewhere.run(OFTEN)
    expect(keysOf(polled)).toEqual(keysOf(done))
    expect(keysOf(done)).toHaveLength(3)
    expect(fingerprintsOf(await made.lockfile())).toEqual(fingerprintsOf(await elsewhere.lockfile()))
    expect(fingerprintsOf(await made.lockfile())).toHaveLength(3)
  })
})

test('a URL that is sent in the query', async () => {
  const port = await freePort()
  const emulator = await emulate({ document: '302ai' })
  const manifest = UNSIGNED.replace('acedata', '302ai').replace('text-to-video', 'unified-text-to-video').replace('v4.5', 'pixverse-v4.5')
  const { run } = await projectOf(manifest, emulator)
  const done = await run([...RARELY, '--webhook-port', String(port), '--webhook-url', `http://127.0.0.1:${port}/behind/a/proxy`])
  expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refused') })
  expect(emulator.ledger()).toMatchObject({ submissions: 3, reads: { tasks: 3 }, webhooks: { taken: 3 } })
})

describe('a run does not depend on deliveries', () => {
  test('one that never comes', async () => {
    const port = await freePort()
    const emulator = await emulate({ document: 'pixverse', webhooks: {} })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run([...OFTEN, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done.code).toBe(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 3, webhooks: { tries: 0 } })
  })

  test('one with a signature that is not right is refused, and said to be', async () => {
    const port = await freePort()
    const webhooks = { '12': { url: `http://127.0.0.1:${port}/pixverse`, secret: 'another' } }
    const emulator = await emulate({ document: 'pixverse', webhooks })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run([...OFTEN, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 0, stderr: expect.stringMatching(/Webhooks that were refused: \d+\. .*signature/) })
    expect(emulator.ledger()).toMatchObject({ submissions: 3, webhooks: { taken: 0 } })
  })

  test('one that comes too early costs a read, and the next one is waited for', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/pixverse`
    const emulator = await emulate({ document: 'pixverse', taskMs: 3000, webhooks: { '12': { url, secret: SECRET } } })
    const { begin } = await projectOf(SIGNED.replace('[1, 2, 3]', '[1]'), emulator)
    const running = begin([...RARELY, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    await running.seen('"job.submitted"')
    const id = /"task_id":"(\d+)"/.exec(running.output())?.[1] ?? ''
    const signed = `${Math.floor(Date.now() / 1000)}\nearly\nid=${id}`
    const [timestamp = '', nonce = ''] = signed.split('\n')
    const signature = createHmac('sha256', SECRET).update(signed).digest('base64')
    const headers = { 'webhook-timestamp': timestamp, 'webhook-nonce': nonce, 'webhook-signature': signature }
    expect((await fetch(url, { method: 'POST', headers, body: `{"id":${id}}` })).status).toBe(200)
    expect((await running.finished).code).toBe(0)
    expect(emulator.ledger()).toMatchObject({ submissions: 1, reads: { tasks: 2 }, webhooks: { taken: 1 } })
  })

  test('a webhook that is not of this run leaves the polling as it is', async () => {
    const port = await freePort()
    const emulator = await emulate({ document: 'pixverse' })
    const { run } = await projectOf(manifestOf('pixverse', ''), emulator)
    const done = await run([...OFTEN, '--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done.code).toBe(0)
    expect(emulator.ledger().reads.tasks).toBeGreaterThan(3)
  })
})

describe('what cannot work is said before anything is sent', () => {
  test.each([
    { what: 'no secret', manifest: SIGNED, args: ['--webhook-port'], says: 'set PIXVERSE_WEBHOOK_SECRET' },
    { what: 'no URL', manifest: UNSIGNED, args: ['--webhook-port'], says: 'add --webhook-url' },
    { what: 'no port', manifest: UNSIGNED, args: ['--webhook-url', 'https://hooks.example.com'], says: 'Add --webhook-port' },
    { what: 'no port for an address', manifest: UNSIGNED, args: ['--webhook-host', '0.0.0.0'], says: 'Add --webhook-port' },
    { what: 'no URL that is one', manifest: UNSIGNED, args: ['--webhook-url', 'hooks'], says: '--webhook-url takes a URL' },
  ])('$what', async ({ manifest, args, says }) => {
    const emulator = await emulate({ document: manifest === SIGNED ? 'pixverse' : 'acedata' })
    const { run } = await projectOf(manifest, emulator)
    const done = await run(args.length === 1 ? [...args, String(await freePort())] : args)
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('a port that is taken', async () => {
    const { port, close } = await listening()
    onTestFinished(async () => void (await close()))
    const emulator = await emulate({ document: 'pixverse' })
    const { run } = await projectOf(SIGNED, emulator)
    const done = await run(['--webhook-port', String(port)], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('the port is in use') })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('an address that is none of this machine', async () => {
    const emulator = await emulate({ document: 'pixverse' })
    const { run } = await projectOf(SIGNED, emulator)
    const args = ['--webhook-port', String(await freePort()), '--webhook-host', '203.0.113.7']
    const done = await run(args, { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot listen there') })
    expect(emulator.ledger().submissions).toBe(0)
  })

  test('a manifest that reads the secret', async () => {
    const emulator = await emulate({ document: 'pixverse' })
    const { run } = await projectOf(SIGNED.replace('version: 1', 'version: 1\nenv: [PIXVERSE_WEBHOOK_SECRET]'), emulator)
    const done = await run([], { PIXVERSE_WEBHOOK_SECRET: SECRET })
    expect(done).toMatchObject({ code: 2 })
    expect(`${done.stdout}${done.stderr}`).toContain('PIXVERSE_WEBHOOK_SECRET')
  })
})
