import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { call } from '../src/cli/verbs/call/call.ts'
import { plan } from '../src/cli/verbs/plan/plan.ts'
import { pull } from '../src/cli/verbs/pull/pull.ts'
import { run } from '../src/cli/verbs/run/run.ts'
import { validate } from '../src/cli/verbs/validate/validate.ts'
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
    await expect(runVerb(run, { cwd, env, options: { yes: true, allowHost: ['tiny'] } })).rejects.toThrow('--allow-host takes')
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
      text: expect.stringContaining('takes the id pixverse of a provider that ships') as string,
    })
  })
})

describe('files that a manifest sends', () => {
  const TABLE =
    'jobs: { hero: { foreach: rows.csv, uses: text-to-video, with: { prompt: "${{ row.text }}" }, output: "${{ row.text }}.mp4" } }\n'
  const INPUT = 'jobs: { hero: { uses: image-to-video, with: { image_id: { file: still.png }, prompt: a glacier }, output: hero.mp4 } }\n'

  test.each([
    ['a table', TABLE, 'rows.csv', 'text\nstolen\n'],
    ['an input', INPUT, 'still.png', 'secret'],
  ])('%s that is a link out of the project is refused', async (_, manifest, name, content) => {
    const made = await project({ manifest })
    const outside = await mkdtemp(join(tmpdir(), 'shotlist-outside-'))
    onTestFinished(() => rm(outside, { recursive: true }))
    await writeFile(join(outside, 'file'), content)
    await symlink(join(outside, 'file'), join(made.path, name))
    const { status, stderr } = await runVerb(validate, { cwd: made.path })
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`${name} is a link that leads out of the project`) as string,
    })
  })

  test('a document and its references are not read from outside the project or from files for keys, and not quoted', async () => {
    const manifest = (spec: string) => `providers: { tiny: { spec: "${spec}" } }\n${MANIFEST}`
    const made = await project({ manifest: MANIFEST, files: { 'films/.git/HEAD': '', 'films/.git/config': 'token: [stolen' } })
    const root = join(made.path, 'films')
    await writeFile(join(made.path, 'secrets.yaml'), 'token: [stolen')
    await writeFile(join(root, '.env'), 'token: [stolen')
    await symlink(join(made.path, 'secrets.yaml'), join(root, 'linked.yaml'))
    const refer = (file: string) => writeFile(join(root, 'api.yaml'), `openapi: 3.1.0\npaths: { /x: { $ref: "${file}" } }\n`)
    for (const [spec, words] of [
      [join(made.path, 'secrets.yaml'), 'is not relative'],
      ['../secrets.yaml', '../secrets.yaml leads out of the project'],
      ['linked.yaml', 'linked.yaml is a link that leads out of the project'],
      ['.git/config', 'lies in .git, and nothing is read from there'],
      ['.env', 'lies in .env, and nothing is read from there'],
      ['api.yaml ../secrets.yaml', 'the file ../secrets.yaml may not be read'],
      ['api.yaml linked.yaml', 'the file linked.yaml may not be read'],
      ['api.yaml .env', 'the file .env may not be read'],
    ] as const) {
      const [name = '', file] = spec.split(' ')
      if (file !== undefined) await refer(file)
      await writeFile(join(root, 'shotlist.yaml'), `version: 1\n${manifest(name)}`)
      const { status, stderr, stdout } = await runVerb(validate, { cwd: root })
      expect({ spec, status, stderr }).toEqual({ spec, status: 2, stderr: expect.stringContaining(words) as string })
      expect(stdout + stderr).not.toContain('stolen')
    }
  })

  test.each([
    ['a table', TABLE, 'rows.csv', 'text\nstolen\n'],
    ['an input', INPUT, 'still.png', 'secret'],
  ])('%s in a folder for keys is refused, also through a link', async (_, manifest, name, content) => {
    const made = await project({ manifest, files: { '.git/inner': content, [`.env.${name}`]: content } })
    for (const place of ['.git/inner', `.env.${name}`]) {
      await rm(join(made.path, name), { force: true })
      await symlink(place, join(made.path, name))
      const { status, stderr } = await runVerb(validate, { cwd: made.path })
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('and nothing is read from there') as string })
    }
  })

  test.each(['renders', 'renders-rehearsal', 'out'])(
    'no output folder %s is a link out of the project, or to where programs look',
    async (name) => {
      const made = await project({
        manifest: name === 'out' ? `output_dir: out/films\n${MANIFEST}` : MANIFEST,
        files: { '.git/hooks/x': '' },
      })
      const outside = await mkdtemp(join(tmpdir(), 'shotlist-outside-'))
      onTestFinished(() => rm(outside, { recursive: true }))
      for (const [target, words] of [
        [outside, 'is a link that leads out of the project'],
        [join(made.path, '.git/hooks'), 'is in `.git`, which is not for clips'],
      ] as const) {
        await symlink(target, join(made.path, name))
        for (const verb of [validate, run]) {
          const said = await runVerb(verb, { cwd: made.path, env: made.env, options: { yes: true } }).then(
            ({ stderr }) => stderr,
            (error: { issues?: readonly { message: string }[] }) => JSON.stringify(error.issues),
          )
          expect(said).toContain(words)
        }
        await rm(join(made.path, name))
      }
      expect(made.server.requests).toEqual([])
    },
  )

  test.each(['.git/hooks/hero.mp4', '.shotlist/hero.mp4', 'a/node_modules/hero.mp4', '.GIT/hero.mp4'])(
    'no output is called %s',
    async (output) => {
      const made = await project({ manifest: MANIFEST.replace('hero.mp4', output) })
      const { status, stderr } = await runVerb(validate, { cwd: made.path })
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('which is not for clips') as string })
    },
  )

  test('links inside the repository are followed, through a linked project folder too', async () => {
    const made = await project({ manifest: TABLE, files: { 'repository/.git/HEAD': '', 'repository/tables/rows.csv': 'text\nhere\n' } })
    const folder = join(made.path, 'repository/films')
    await mkdir(folder)
    for (const name of ['shotlist.yaml', 'tiny.openapi.yaml']) await writeFile(join(folder, name), await made.read(name))
    await symlink('../tables/rows.csv', join(folder, 'rows.csv'))
    await symlink('repository', join(made.path, 'linked'))
    for (const cwd of [folder, join(made.path, 'linked/films')]) expect(await runVerb(validate, { cwd })).toMatchObject({ status: 0 })
  })
})

describe('variables that expressions read', () => {
  const env = {
    DATABASE_URL: 'postgres://root:pw@db.example/main',
    CAMPAIGN: 'summer',
    BORROWED: 'Bearer a-key-of-another-kind',
    ACME_KEY: 'a-key-of-another-kind',
    GITHUB_SHA: '0123456789',
  }
  const said = async (name: string): Promise<string> => {
    const made = await project({ manifest: `env: [${name}]\n${MANIFEST}` })
    const { stderr, stdout } = await runVerb(validate, { cwd: made.path, env })
    return stderr + stdout
  }

  test.each([
    'GITHUB_TOKEN',
    'GITHUB_ENV',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'NPM_TOKEN',
    'npmAuthToken',
    'SIGNING_SECRET',
    'PGPASSWORD',
    'MYSQL_PWD',
    'AWS_ACCESS_KEY_ID',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'SENTRY_DSN',
    'GH_PAT',
    'OPENAI_API_KEY',
    'ACME_APIKEY',
  ])('may not have the name of a secret: %s', async (name) => {
    expect(await said(name)).toContain(`\`${name}\` has the name of a secret, and expressions may not read it (env-is-key)`)
  })

  test.each([
    ['DATABASE_URL', 'holds an address with a user or a password in it'],
    ['BORROWED', 'holds the value of a key'],
  ])('may not hold a secret: %s %s', async (name, words) => {
    const text = await said(name)
    expect(text).toContain(`\`${name}\` ${words}`)
    expect(text).not.toMatch(/pw@|another-kind/)
  })

  test.each(['CAMPAIGN', 'GITHUB_SHA', 'MONKEY', 'AUTHORS', 'KEYBOARD', 'PATH_OF_CLIPS'])('may have other names: %s', async (name) => {
    expect(await said(name)).not.toContain('env-is-key')
  })
})
