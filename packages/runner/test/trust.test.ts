import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plan } from '../src/cli/verbs/begin/plan/plan.ts'
import { validate } from '../src/cli/verbs/begin/validate/validate.ts'
import { call } from '../src/cli/verbs/providers/call/call.ts'
import { run } from '../src/cli/verbs/render/run/run.ts'
import { pull } from '../src/cli/verbs/results/pull/pull.ts'
import { type ProjectOptions, project } from './harness/project.ts'
import { KEY } from './harness/tiny-server.ts'
import { runVerb } from './verbs/run-verb.ts'

const MANIFEST = 'jobs: { hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 } }\n'

/** A project whose document names the server itself, without TINY_BASE_URL. */
async function untrusted(script: Partial<ProjectOptions> = {}) {
  const made = await project({ manifest: MANIFEST, balance: 1000, ...script })
  const document = await readFile(join(made.path, 'tiny.openapi.yaml'), 'utf8')
  await made.write('tiny.openapi.yaml', document.replace('https://tiny.example', made.server.url))
  const config = join(made.path, 'config')
  await mkdir(config)
  const env = { TINY_API_KEY: KEY, XDG_CONFIG_HOME: config }
  return { ...made, env, host: new URL(made.server.url).host, hosts: join(config, 'shotlist/hosts.json') }
}

describe('the key of a document of your own goes only to hosts that you have named', () => {
  test('without a terminal nothing is sent, by any verb, and the error says what to do', async () => {
    const { path: cwd, env, server, host } = await untrusted()
    for (const [verb, args, options] of [
      [run, [], { yes: true }],
      [call, ['tiny/text-to-video', '--prompt', 'a fox'], { spec: 'tiny.openapi.yaml' }],
    ] as const) {
      await expect(runVerb(verb, { cwd, env, args, options })).rejects.toMatchObject({
        code: 'host-not-named',
        message: expect.stringContaining(`the key in TINY_API_KEY, to ${host}`) as string,
        hint: expect.stringContaining(`--allow-host tiny=${host}`) as string,
      })
    }
    expect((await runVerb(plan, { cwd, env })).status).toBe(0)
    expect(server.requests).toEqual([])
  })

  test('--allow-host allows that host, and no other', async () => {
    const { path: cwd, env, server, host } = await untrusted()
    await expect(runVerb(run, { cwd, env, options: { yes: true, allowHost: ['tiny=other.example', `acme=${host}`] } })).rejects.toThrow(
      host,
    )
    await expect(runVerb(run, { cwd, env, options: { yes: true, allowHost: ['tiny'] } })).rejects.toThrow('--allow-host needs')
    expect(server.requests).toEqual([])
    const options = { yes: true, allowHost: [`tiny=${host}`] }
    expect((await runVerb(run, { cwd, env, options })).status).toBe(0)
    await rm(join(cwd, 'renders/hero.mp4'))
    await expect(runVerb(pull, { cwd, env })).resolves.toMatchObject({ status: 0 })
  })

  test('on a terminal Shotlist asks once, and remembers the response for that provider and host alone', async () => {
    const { path: cwd, env, server, host, hosts } = await untrusted()
    const asked: string[] = []
    const answering = (answer: boolean) => (question: string) => {
      asked.push(question)
      return Promise.resolve(answer)
    }
    await expect(runVerb(run, { cwd, env, options: { yes: true }, ask: answering(false) })).rejects.toMatchObject({
      code: 'host-not-named',
    })
    expect(server.requests).toEqual([])
    expect((await runVerb(run, { cwd, env, options: { yes: true }, ask: answering(true) })).status).toBe(0)
    expect(asked).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining(`the key in TINY_API_KEY, to ${host}. Is this host right?`) as string),
    )
    expect(JSON.parse(await readFile(hosts, 'utf8'))).toEqual({ tiny: [host] })
    expect((await runVerb(run, { cwd, env, options: { force: ['hero'], yes: true } })).status).toBe(0)
    const document = await readFile(join(cwd, 'tiny.openapi.yaml'), 'utf8')
    await writeFile(join(cwd, 'tiny.openapi.yaml'), document.replace(host, 'evil.example'))
    await expect(runVerb(run, { cwd, env, options: { force: ['hero'], yes: true } })).rejects.toThrow('evil.example')
  })

  test('a run with an uncertain submission from an earlier run is refused as well', async () => {
    const { path: cwd, env, server, host } = await untrusted({ idempotent: false, onSubmit: () => 'drop-after' })
    const options = { yes: true, allowHost: [`tiny=${host}`] }
    expect((await runVerb(run, { cwd, env, options })).status).toBe(4)
    const requests = server.requests.length
    await expect(runVerb(run, { cwd, env, options: { yes: true } })).rejects.toMatchObject({ code: 'host-not-named' })
    expect(server.requests).toHaveLength(requests)
  })

  test('an invalid file of confirmed hosts confirms nothing', async () => {
    const { path: cwd, env, hosts, host } = await untrusted()
    for (const text of ['', '[]', 'null', '{"tiny":"*"}', `{"tiny":{"0":"${host}"}}`]) {
      await mkdir(join(hosts, '..'), { recursive: true })
      await writeFile(hosts, text)
      await expect(runVerb(run, { cwd, env, options: { yes: true } })).rejects.toMatchObject({ code: 'host-not-named' })
    }
  })
})

/** Runs `validate` on the project with a changed document. */
async function mistakes(change: (document: string) => string): Promise<{ status: number; text: string; requests: readonly string[] }> {
  const made = await project({ manifest: MANIFEST })
  await made.write('tiny.openapi.yaml', change(await readFile(join(made.path, 'tiny.openapi.yaml'), 'utf8')))
  const { status, stderr, stdout } = await runVerb(validate, { cwd: made.path })
  return { status, text: stderr + stdout, requests: made.server.requests }
}

describe('a document that does not ship', () => {
  test.each(['GITHUB_TOKEN', 'PIXVERSE_API_KEY', 'AWS_SECRET_ACCESS_KEY', 'OTHER_API_KEY'])(
    'may not read %s as its key',
    async (variable) => {
      const { status, text } = await mistakes((document) => document.replace('TINY_API_KEY', variable))
      expect({ status, text }).toEqual({
        status: 2,
        text: expect.stringContaining(`the document of tiny reads the variable ${variable}`) as string,
      })
      expect(text).toContain('(foreign-variable)')
    },
  )

  test('may not do so if the command line names it either', async () => {
    const made = await project({ manifest: MANIFEST })
    const document = await readFile(join(made.path, 'tiny.openapi.yaml'), 'utf8')
    await made.write('tiny.openapi.yaml', document.replace('TINY_API_KEY', 'GITHUB_TOKEN').replace('https://tiny.example', made.server.url))
    const options = { spec: 'tiny.openapi.yaml', allowHost: [`tiny=${new URL(made.server.url).host}`] }
    const args = ['tiny/text-to-video', '--prompt', 'a fox']
    await expect(runVerb(call, { cwd: made.path, env: { GITHUB_TOKEN: 'a-token-of-github' }, args, options })).rejects.toMatchObject({
      issues: [{ code: 'foreign-variable' }],
    })
    expect(made.server.requests).toEqual([])
  })

  test('may not read another base URL', async () => {
    const { status, text } = await mistakes((document) => document.replace('TINY_BASE_URL', 'PIXVERSE_BASE_URL'))
    expect({ status, text }).toEqual({ status: 2, text: expect.stringContaining('reads the variable PIXVERSE_BASE_URL') as string })
  })

  test('may not get the key of a provider that ships, through an id with the same prefix', async () => {
    const { status, text } = await mistakes((document) =>
      document
        .replace(/^ {2}id: tiny$/m, '  id: acedatacloud')
        .replace('TINY_API_KEY', 'ACEDATACLOUD_API_TOKEN')
        .replace('TINY_BASE_URL', 'ACEDATACLOUD_BASE_URL'),
    )
    expect({ status, text }).toEqual({ status: 2, text: expect.stringContaining('belongs to a provider that ships') as string })
  })

  test('may not use the id of a provider that ships with another host', async () => {
    const { status, text } = await mistakes((document) =>
      document
        .replace(/^ {2}id: tiny$/m, '  id: pixverse')
        .replace('TINY_API_KEY', 'PIXVERSE_API_KEY')
        .replace('TINY_BASE_URL', 'PIXVERSE_BASE_URL'),
    )
    expect({ status, text }).toEqual({
      status: 2,
      text: expect.stringContaining('has the id pixverse of a provider that ships') as string,
    })
  })
})
