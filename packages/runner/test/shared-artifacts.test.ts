import { readdir, readFile, rm } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { plan } from '../src/cli/verbs/begin/plan/plan.ts'
import { run } from '../src/cli/verbs/render/run/run.ts'
import { pull } from '../src/cli/verbs/results/pull/pull.ts'
import { s3Address } from '../src/files/artifacts/s3/s3-address.ts'
import type { S3Settings } from '../src/manifest/s3-settings.ts'
import { type Project, project } from './harness/project.ts'
import { BUCKET, type S3Server, serveS3 } from './harness/s3-server.ts'
import { CLIP } from './harness/tiny-server.ts'
import { runVerb } from './verbs/run-verb.ts'

const JOBS = `
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`
/** Below this prefix of the bucket. */
function manifest(prefix: string, url: string) {
  return `artifacts: { s3: { bucket: ${BUCKET}, prefix: ${prefix}, endpoint: "${url}" } }\n${JOBS}`
}

let s3: S3Server
beforeAll(async () => {
  s3 = await serveS3()
  hosts = [`s3=${new URL(s3.url).host}`]
})
afterAll(() => s3.stop())

type Machine = { readonly made: Project; readonly prefix: string }

let machines = 0
async function machine(): Promise<Machine> {
  machines += 1
  const prefix = `team/shotlist-${machines}`
  return { made: await project({ manifest: manifest(prefix, s3.url) }), prefix }
}

/** The hosts that `--allow-host` names. */
let hosts: string[]

function render({ made }: Machine, env: Readonly<Record<string, string>> = { ...made.env, ...s3.env }, options = {}) {
  return runVerb(run, { cwd: made.path, env, options: { yes: true, json: true, allowHost: hosts, ...options } })
}

async function asCloned({ path }: Project): Promise<void> {
  await rm(join(path, '.shotlist'), { recursive: true })
  await rm(join(path, 'renders'), { recursive: true })
}

describe('machines that share an S3 bucket', () => {
  test('share renders: the second needs neither the provider nor its key', async () => {
    const both = await machine()
    const { made, prefix } = both
    expect((await render(both)).stdout).not.toContain('run.warning')
    // All clips of the test have the same content: one artifact, and one record for each of the two clips.
    expect((await s3.objects(prefix)).map((name) => name.replace(/[0-9a-f]{64}/, '*'))).toEqual([
      `${prefix}/artifacts/*`,
      `${prefix}/renders/*.json`,
      `${prefix}/renders/*.json`,
    ])
    await asCloned(made)
    const requests = made.server.requests.length
    const { status, stdout } = await render(both, s3.env)
    expect({ status, counts: /"counts":\{[^}]*\}/.exec(stdout)?.[0] }).toEqual({ status: 0, counts: expect.stringContaining('"done":2') })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    await asCloned(made)
    expect(await runVerb(pull, { cwd: made.path, env: s3.env, options: { allowHost: hosts } })).toMatchObject({ status: 0 })
    expect(await made.read('renders/longer.mp4')).toEqual(CLIP)
    expect(made.server.requests).toHaveLength(requests)
  })

  test('share renders without a lockfile too, as pipelines without commits: the result is the same', async () => {
    const both = await machine()
    const { made, prefix } = both
    await render(both)
    const lock = await made.read('shotlist.lock.yaml')
    await asCloned(made)
    await rm(join(made.path, 'shotlist.lock.yaml'))
    const requests = made.server.requests.length
    const planned = await runVerb(plan, { cwd: made.path, env: s3.env, options: { json: true, allowHost: hosts } })
    expect(JSON.parse(planned.stdout)).toMatchObject({ to_submit: { clips: 0 }, jobs: [{ action: 'restore' }, { action: 'restore' }] })
    const { status, stdout } = await render(both, { ...s3.env })
    expect(status).toBe(0)
    expect(stdout).toContain('"cause":"new, as rendered before"')
    expect(made.server.requests).toHaveLength(requests)
    expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
    expect((await render(both)).stdout).toContain('"cached":2')
    // Another prompt means another render, also for the job that uses it.
    await made.manifest(manifest(prefix, s3.url).replace('a glacier', 'a volcano'))
    await render(both)
    expect(made.server.submissions).toHaveLength(4)
  })

  test('refuse a record that does not match its name, and do not treat it as missing', async () => {
    const both = await machine()
    const { made, prefix } = both
    await render(both)
    await asCloned(made)
    await rm(join(made.path, 'shotlist.lock.yaml'))
    for (const object of await s3.objects(`${prefix}/renders/`)) await s3.damage(object, '{"key": 1}')
    expect(await render(both)).toMatchObject({ status: 4, stdout: expect.stringContaining('is not a valid record of a render') as string })
    expect(made.server.submissions).toHaveLength(2)
    expect((await render(both, undefined, { withoutStore: true })).status).toBe(0)
    // Without records they are submitted with the same keys, which the provider knows.
    expect(made.server.submissions).toHaveLength(4)
    expect(made.server.tasks.size).toBe(2)
  })

  test('use no artifact that does not match its name', async () => {
    const both = await machine()
    await render(both)
    await asCloned(both.made)
    await s3.damage(`${both.prefix}/artifacts`, 'another clip')
    expect((await render(both)).status).toBe(0)
    expect(await both.made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(both.made.server.submissions).toHaveLength(2)
  })

  const troubles: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly url?: () => Promise<string>; readonly why: string }>
  > = {
    'there are no credentials': { env: {}, why: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set' },
    'the credentials are wrong': { env: { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'wrong-secret-7731' }, why: 'HTTP 403' },
    'nothing listens there': { url: () => nowhere(), why: 'ECONNREFUSED' },
    'there is no such bucket': { url: async () => `${s3.url}/no-such`, why: 'HTTP 404' },
    'the server is broken': { url: () => answering(500), why: 'HTTP 500' },
    'somebody else answers that there is nothing': { url: () => answering(404), why: 'HTTP 404' },
  }

  test.each(Object.entries(troubles))('pay nothing if %s, unless --without-store is given', async (_, { env = s3.env, url, why }) => {
    const both = await machine()
    const { made, prefix } = both
    const endpoint = (await url?.()) ?? s3.url
    await made.manifest(manifest(prefix, endpoint))
    const allowHost = [`s3=${new URL(endpoint).host}`]
    const first = await render(both, { ...made.env, ...env }, { allowHost })
    expect(first).toMatchObject({ status: 4, stdout: expect.stringContaining(why) as string })
    expect(first.stdout).toContain('"reason":"store"')
    expect(made.server.requests).toEqual([])
    const planned = await runVerb(plan, { cwd: made.path, env: { ...made.env, ...env }, options: { json: true, allowHost } })
    expect(JSON.parse(planned.stdout)).toMatchObject({ jobs: [{ action: 'withheld' }, {}] })

    expect((await render(both, { ...made.env, ...env }, { withoutStore: true, allowHost })).status).toBe(0)
    expect(made.server.submissions).toHaveLength(2)
    // Local files are used, with one notice that they are not shared.
    const again = await render(both, { ...made.env, ...env })
    expect(again.status).toBe(0)
    expect(again.stdout).toContain('"cached":2')
    expect(again.stdout).toContain('"code":"not-shared"')
    for (const { stdout, stderr } of [first, again]) expect(stdout + stderr).not.toContain('wrong-secret-7731')
    expect(await filesWith(made.path, 'wrong-secret-7731')).toEqual([])

    await made.manifest(manifest(prefix, s3.url))
    expect((await render(both)).stdout).toContain('"cached":2')
    expect(await s3.objects(prefix)).toHaveLength(3)
  })
})

/** The address of a server that has one response to every request. */
async function answering(status: number): Promise<string> {
  const server = createHttpServer((_, response) => response.writeHead(status).end('<html>none</html>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address without a server. */
async function nowhere(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** All files below a folder that contain a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path)
  }
  return found
}

test.each([
  ['{ s3: { prefix: x } }', 'has no `bucket`'],
  ['{ s3: { bucket: a/b } }', 'cannot be the name of a bucket'],
  ['{ s3: { bucket: abc, endpoint: "https://key:secret@s3.example" } }', 'must be a URL without a user'],
  ['{ s3: { bucket: abc, endpoint: "http://s3.example" } }', 'must begin with https://'],
  ['{ s3: { bucket: abc, secret: x } }', 'has no key `secret`'],
])('artifacts: %s is a mistake', async (settings, problem) => {
  const made = await project({ manifest: `artifacts: ${settings}\n${JOBS}` })
  await expect(made.run()).rejects.toThrow(problem)
})

/** A server that accepts every request. */
async function stranger() {
  const requests: string[] = []
  const server = createHttpServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('an artifact store at a host that the user has not named', () => {
  test('gets no signed request, by any verb, until the user confirms the host', async () => {
    const { requests, url } = await stranger()
    const made = await project({ manifest: manifest('team', url) })
    const env = { ...made.env, ...s3.env, AWS_SESSION_TOKEN: 'a-session-token', XDG_CONFIG_HOME: join(made.path, 'config') }
    const flag = `--allow-host s3=${new URL(url).host}`
    const refused = await runVerb(run, { cwd: made.path, env, options: { yes: true, json: true } })
    expect(refused).toMatchObject({ status: 4, stdout: expect.stringContaining(flag) as string })
    const planned = await runVerb(plan, { cwd: made.path, env, options: { json: true } })
    expect(JSON.parse(planned.stdout)).toMatchObject({ jobs: [{ action: 'withheld' }, {}] })
    await runVerb(run, { cwd: made.path, env, options: { yes: true, withoutStore: true } })
    await rm(join(made.path, 'renders'), { recursive: true })
    await runVerb(pull, { cwd: made.path, env })
    expect(requests).toEqual([])
    const asked: string[] = []
    const ask = (question: string) => {
      asked.push(question)
      return Promise.resolve(true)
    }
    for (const _ of ['asked', 'remembered'])
      await runVerb(run, { cwd: made.path, env, options: { yes: true, force: ['hero'], allowUnpriced: true }, ask })
    expect(asked).toEqual([
      expect.stringContaining('`artifacts.s3` sends requests, signed with the key in AWS_SECRET_ACCESS_KEY') as string,
    ])
    expect(requests).not.toEqual([])
  })

  test.each([
    ['{ bucket: abc }', true],
    ['{ bucket: abc, region: cn-north-1, endpoint: "https://s3.cn-north-1.amazonaws.com.cn" }', true],
    ['{ bucket: abc, endpoint: "https://s3.dualstack.eu-central-1.amazonaws.com" }', true],
    ['{ bucket: abc, endpoint: "https://mine.example" }', true],
    ['{ bucket: abc, endpoint: "https://s3.evil.example" }', false],
    ['{ bucket: abc, endpoint: "https://s3-1234567890.us-east-1.elb.amazonaws.com" }', false],
    ['{ bucket: abc, endpoint: "https://s3.amazonaws.com.evil.example" }', false],
    ['{ bucket: abc, region: "evil.example/x" }', false],
  ])('%s is known: %s', (settings, isKnown) => {
    const given = parse(settings) as S3Settings
    expect(s3Address(given, given.endpoint?.includes('mine') ? { AWS_ENDPOINT_URL: 'https://mine.example/' } : {})).toMatchObject({
      isKnown,
    })
  })
})
