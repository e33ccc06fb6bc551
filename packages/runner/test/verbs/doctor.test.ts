import { chmod, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../../test/harness/in-process.ts'
import { freePort } from '../harness/free-port.ts'
import { type ProjectOptions, project } from '../harness/project.ts'
import { KEY } from '../harness/tiny-server.ts'
import { folderWith } from './run-verb.ts'

const MANIFEST = 'jobs: { hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 } }\n'

const BALANCE = `
  /balance:
    get:
      operationId: getBalance
      summary: Balance
      responses: { "200": { description: What is left, content: { application/json: { schema: { type: object } } } } }
      x-operations: [{ name: balance, balance: { sum: ["$response.body#/left"] } }]
`

type Line = { readonly check: string; readonly of?: string; readonly status: string; readonly message: string; readonly source?: string }

/** Runs `doctor --json`; `lines` finds the checks of a kind. */
async function examine(cwd: string, env: Readonly<Record<string, string>>, ...args: string[]) {
  const { code, stdout, stderr } = await shotlistInProcess(['doctor', '--json', ...args], { cwd, env })
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: readonly Line[] }
  expect(code).toBe(ok ? 0 : 1)
  expect(stdout + stderr).not.toContain(KEY)
  return { ok, stdout, lines: (name: string) => checks.filter(({ check }) => check === name) }
}

async function made(script: Partial<ProjectOptions> = {}) {
  const here = await project({ manifest: MANIFEST, balance: 40, ...script })
  const document = await readFile(join(here.path, 'tiny.openapi.yaml'), 'utf8')
  await here.write('tiny.openapi.yaml', document.replace('\npaths:\n', `\npaths:${BALANCE}`))
  return here
}

describe('doctor', () => {
  test('finds nothing wrong in a project that can run, sends nothing with the key, and leaves nothing behind', async () => {
    const { path, env, server } = await made()
    const before = await readdir(path)
    const { ok, lines } = await examine(path, env)
    expect(ok).toBe(true)
    expect(lines('key')).toEqual([
      { check: 'key', of: 'tiny', status: 'ok', source: 'environment', message: 'TINY_API_KEY is set in the environment' },
    ])
    for (const name of ['node', 'shotlist', 'manifest', 'host', 'clock', 'journal']) expect(lines(name)[0]?.status).toBe('ok')
    expect(lines('disk').map(({ status }) => status)).not.toContain('problem')
    expect(server.requests.every((request) => !JSON.stringify(request).includes(KEY))).toBe(true)
    expect(server.submissions).toEqual([])
    expect(await readdir(path)).toEqual(before)
  })

  test('with --online, a free request proves the key, which may be in .env', async () => {
    const { path, env, write, server } = await made()
    await write('.env', `TINY_API_KEY=${KEY}\n`)
    const { TINY_API_KEY: _key, ...rest } = env
    const right = await examine(path, rest, '--online')
    expect(right.lines('key')[0]).toMatchObject({
      status: 'ok',
      source: 'env-file',
      message: 'TINY_API_KEY is set in .env and accepted: the balance is 40 credits',
    })
    const wrong = await examine(path, { ...rest, TINY_API_KEY: 'another-key-of-mine' }, '--online')
    expect(wrong.lines('key')[0]).toMatchObject({ status: 'problem', source: 'environment' })
    expect(wrong.stdout).not.toContain('another-key')
    expect(server.submissions).toEqual([])
    expect((await examine(path, rest, '--no-env-file')).lines('key')[0]).toMatchObject({ status: 'problem' })
  })

  test('says what is wrong with a key, a host, a proxy and a manifest, all at once', async () => {
    const { path, env, manifest } = await made()
    const broken = { TINY_API_KEY: `"${KEY}"`, TINY_BASE_URL: `http://127.0.0.1:${await freePort()}`, HTTPS_PROXY: 'nonsense' }
    const { lines } = await examine(path, { ...env, ...broken })
    expect(lines('key')[0]?.message).toContain('has quotes around it')
    expect(lines('host')[0]).toMatchObject({ status: 'problem', message: expect.stringContaining('ECONNREFUSED') as string })
    expect(lines('clock')).toEqual([])
    expect(lines('proxy')[0]?.status).toBe('problem')
    await manifest('jobs: { hero: { uses: nothing } }\n')
    const wrong = await examine(path, env)
    expect(wrong.lines('manifest')[0]).toMatchObject({ status: 'problem', hint: '`shotlist validate` lists them.' })
  })

  test('asks no host that is not named', async () => {
    const { path, write, read, server } = await made()
    await write('tiny.openapi.yaml', String(await read('tiny.openapi.yaml')).replace('https://tiny.example', server.url))
    const { lines } = await examine(path, { TINY_API_KEY: KEY }, '--online')
    expect(lines('host')[0]).toMatchObject({ status: 'problem', message: expect.stringContaining('which you have not named') as string })
    expect(server.requests).toEqual([])
  })

  test('reads the lockfile and the journal, and changes neither', async () => {
    const here = await made()
    await here.run()
    const { lines } = await examine(here.path, here.env)
    expect(lines('lockfile')).toEqual([{ check: 'lockfile', status: 'ok', message: 'version 1, 1 clip' }])
    expect(lines('journal')[0]?.message).toMatch(/^schema (\d+) of \1, intact$/)
    await here.write('.shotlist/journal.db', 'not a database, but long enough to be read as the head of one '.repeat(40))
    await here.write('shotlist.lock.yaml', 'lockfile: 2\n')
    const damaged = await examine(here.path, here.env)
    expect(damaged.lines('journal')[0]).toMatchObject({ status: 'problem', message: expect.stringContaining('is damaged') as string })
    expect(damaged.lines('lockfile')[0]?.message).toContain('its version is 2')
    expect(String(await here.read('.shotlist/journal.db'))).toContain('not a database')
  })

  test('counts submissions that are not settled', async () => {
    const here = await made({ idempotent: false, onSubmit: () => 'drop-after', lists: 0 })
    await here.run()
    const { lines } = await examine(here.path, here.env)
    expect(lines('journal')[0]).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('1 submission not settled') as string,
    })
  })

  test('without a manifest looks at the providers that ship, of which none is needed', async () => {
    const cwd = await folderWith({})
    const down = `http://127.0.0.1:${await freePort()}`
    const env = { PIXVERSE_BASE_URL: down, ACEDATA_BASE_URL: down, AI302_BASE_URL: down, PATH: cwd }
    const { ok, lines } = await examine(cwd, env)
    expect(ok).toBe(true)
    expect(lines('key').map(({ of, status }) => [of, status])).toEqual([
      ['302ai', 'warning'],
      ['acedata', 'warning'],
      ['pixverse', 'warning'],
    ])
    expect(lines('ffmpeg')[0]).toMatchObject({ status: 'warning', message: 'it is not on the PATH' })
    const text = await shotlistInProcess(['doctor'], { cwd, env })
    expect(text.stdout).toMatch(/warning +key pixverse +PIXVERSE_API_KEY is not set\n +=.*\.env/)
    expect(await shotlistInProcess(['doctor', 'none.yaml'], { cwd, env })).toMatchObject({ code: 2 })
  })

  test.skipIf(process.getuid?.() === 0)('finds a folder that cannot be written', async () => {
    const { path, env } = await made()
    await mkdir(join(path, 'renders'))
    await chmod(join(path, 'renders'), 0o500)
    expect((await examine(path, env)).lines('disk').map(({ status }) => status)).toContain('problem')
    await chmod(join(path, 'renders'), 0o700)
  })
})
