import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../test/harness/in-process.ts'
import { type ProjectOptions, project } from './harness/project.ts'
import { KEY } from './harness/tiny-server.ts'

const MANIFEST = 'jobs: { hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 } }\n'

/** A project whose key is only in `.env`. */
async function withEnvFile(content: string | Buffer, given: Partial<ProjectOptions> = {}) {
  const made = await project({ manifest: MANIFEST, ...given })
  await made.write('.env', content)
  const { TINY_API_KEY: _key, ...env } = made.env
  const shotlist = (...args: string[]) => shotlistInProcess(args, { cwd: made.path, env })
  return { ...made, env, shotlist }
}

const FORMS: readonly (readonly [string, string | Buffer])[] = [
  ['plain', `TINY_API_KEY=${KEY}\n`],
  ['with export, quotes, comments and Windows line ends', `# keys\r\nOTHER=1 # one\r\nexport TINY_API_KEY="${KEY}" # mine\r\n`],
  ['with a byte order mark', `\uFEFFTINY_API_KEY='${KEY}'`],
  ['in UTF-16, as PowerShell writes it', Buffer.from(`\uFEFFTINY_API_KEY=${KEY}\r\n`, 'utf16le')],
]

describe('.env beside the manifest', () => {
  test.each(FORMS)('gives the key: %s', async (_form, content) => {
    const { server, shotlist, path } = await withEnvFile(content)
    const run = await shotlist('run', '--yes')
    expect(run).toMatchObject({ code: 0 })
    expect(server.submissions).toHaveLength(1)
    for (const name of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!name.isFile() || name.name === '.env') continue
      expect(await readFile(join(name.parentPath, name.name), 'latin1')).not.toContain(KEY)
    }
  })

  test('is that of the manifest, wherever the command runs', async () => {
    const { path, env, server } = await withEnvFile(`TINY_API_KEY=${KEY}\n`)
    await mkdir(join(path, 'elsewhere'))
    const run = await shotlistInProcess(['run', '../shotlist.yaml', '--yes'], { cwd: join(path, 'elsewhere'), env })
    expect(run).toMatchObject({ code: 0 })
    expect(server.submissions).toHaveLength(1)
  })

  test('is not read with --no-env-file, and the environment wins', async () => {
    const { path, env, shotlist, server } = await withEnvFile(`TINY_API_KEY=${KEY}\n`)
    const without = await shotlist('run', '--yes', '--no-env-file')
    expect(without).toMatchObject({ code: 5 })
    expect(without.stderr).toContain('in the environment or in .env beside the manifest')
    const wrong = await shotlistInProcess(['run', '--yes'], { cwd: path, env: { ...env, TINY_API_KEY: 'a-wrong-key-of-mine' } })
    expect(wrong.code).not.toBe(0)
    expect(server.submissions).toHaveLength(0)
    const empty = await shotlistInProcess(['run', '--yes'], { cwd: path, env: { ...env, TINY_API_KEY: '' } })
    expect(empty).toMatchObject({ code: 0 })
  })

  test('names no host: a key goes where the environment says', async () => {
    const made = await withEnvFile(`TINY_API_KEY=${KEY}\nTINY_BASE_URL=http://127.0.0.1:9\n`)
    const run = await shotlistInProcess(['run', '--yes'], { cwd: made.path })
    expect(run).toMatchObject({ code: 2 })
    expect(run.stderr).toContain('(host-not-named)')
    expect(made.server.requests).toEqual([])
  })

  test('is not read by expressions, whose variables may not have the value of a key in it', async () => {
    const made = await withEnvFile(`TINY_API_KEY=${KEY}\nCAMPAIGN=spring\n`)
    await made.manifest(`env: [CAMPAIGN]\n${MANIFEST.replace('a glacier', `"\${{ env.CAMPAIGN }}"`)}`)
    for (const verb of ['validate', 'plan']) {
      expect((await made.shotlist(verb)).stderr).toContain('the environment variable CAMPAIGN is not set')
      const told = await shotlistInProcess([verb], { cwd: made.path, env: { ...made.env, CAMPAIGN: `x ${KEY}` } })
      expect(told).toMatchObject({ code: 2 })
      expect(told.stderr).toContain('(env-is-key)')
      expect(told.stderr).not.toContain(KEY)
    }
  })

  test('is masked, whatever its other keys are for', async () => {
    const made = await withEnvFile(`TINY_API_KEY=${KEY}\nMAIL_PASSWORD=correct-horse-battery\n`)
    await made.manifest(MANIFEST.replace('text-to-video', 'correct-horse-battery'))
    const { stderr } = await made.shotlist('validate')
    expect(stderr).toContain('***')
    expect(stderr).not.toContain('correct-horse')
  })

  test('is a warning if git tracks it, or if it cannot be read; a folder of that name is not one', async () => {
    const made = await withEnvFile(`TINY_API_KEY=${KEY}\n`)
    const git = (...args: string[]) => execFileSync('git', ['-C', made.path, ...args], { stdio: 'ignore' })
    git('init')
    expect((await made.shotlist('plan')).stderr).not.toContain('warning')
    git('add', '.env')
    const tracked = await made.shotlist('plan')
    expect(tracked).toMatchObject({ code: 0 })
    expect(tracked.stderr).toContain('warning: git tracks .env')
    expect(tracked.stderr).not.toContain(KEY)
    await made.write('.env', Buffer.from([0x41, 0x3d, 0xff, 0xc3, 0x28]))
    expect((await made.shotlist('plan')).stderr).toContain('.env cannot be read, so no key is taken from it: it is not UTF-8')
    const other = await project({ manifest: MANIFEST })
    await mkdir(join(other.path, '.env'))
    expect((await shotlistInProcess(['plan'], { cwd: other.path, env: other.env })).stderr).not.toContain('.env')
  })

  test('gives the credentials of the artifact store all from one place', async () => {
    const { credentialVariables } = await import('../src/cli/project/env-file.ts')
    const envFile = { name: '.env', values: { AWS_ACCESS_KEY_ID: 'b', AWS_SECRET_ACCESS_KEY: 'c' }, isTracked: false }
    expect(credentialVariables({ env: {}, envFile })).toEqual(envFile.values)
    expect(credentialVariables({ env: { AWS_ACCESS_KEY_ID: 'a' }, envFile })).toEqual({ AWS_ACCESS_KEY_ID: 'a' })
  })
})
