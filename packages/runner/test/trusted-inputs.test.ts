import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { validate } from '../src/cli/verbs/begin/validate/validate.ts'
import { run } from '../src/cli/verbs/render/run/run.ts'
import { project } from './harness/project.ts'
import { runVerb } from './verbs/run-verb.ts'

const MANIFEST = 'jobs: { hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 } }\n'

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
      ['.git/config', 'is in .git, and Shotlist reads nothing there'],
      ['.env', 'is in .env, and Shotlist reads nothing there'],
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
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('and Shotlist reads nothing there') as string })
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
