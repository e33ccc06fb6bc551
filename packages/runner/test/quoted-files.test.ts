import { execFileSync } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../test/harness/in-process.ts'
import { type Project, project } from './harness/project.ts'

const JOBS = 'jobs:\n  clip: { uses: text-to-video, with: { prompt: a clip } }\n'

/** A recognisable secret, with characters that texts escape. */
const SECRET = 'sk-canary/0451+quoted'
const ENV = { PIXVERSE_API_KEY: SECRET, SOME_TOKEN: 'canary-token-0451' }
const TRACES = /canary|quoted/

function command({ path }: Project, ...args: string[]) {
  return shotlistInProcess(args, { cwd: path, env: ENV })
}

/** A project in its own folder, and a file with keys beside it. */
async function nested() {
  const made = await project({
    manifest: JOBS,
    files: { 'outside/keys.yaml': `aws: ${SECRET}\nother: [\n`, 'in/.git/HEAD': '', '.env': '' },
  })
  await made.write('in/shotlist.yaml', 'version: 1\njobs: { a: { uses: pixverse/nothing } }\n')
  await made.write('in/.env', `PIXVERSE_API_KEY=${SECRET}: [\n`)
  await mkdir(join(made.path, 'in/campaign'))
  return made
}

describe('the command reads a manifest', () => {
  test('through a link within its project', async () => {
    const made = await nested()
    await symlink('../shotlist.yaml', join(made.path, 'in/campaign/launch.yaml'))
    expect((await command(made, 'plan', 'in/campaign/launch.yaml')).stderr).toContain('has no operation')
  })

  test.each([
    ['a link to a file outside', '../outside/keys.yaml', 'is a link that leads out of the project (outside-project)'],
    ['a link to a file for keys', '.env', 'Shotlist reads nothing there (private-file)'],
    ['a link to the environment', '/proc/self/environ', 'is not a regular file (no-manifest)'],
    ['a link to an endless device', '/dev/zero', 'is not a regular file (no-manifest)'],
    ['a link to the kernel log', '/proc/kmsg', /is not a regular file|does not exist|may not be read/],
    ['a pipe', undefined, 'is not a regular file (no-manifest)'],
  ])('and not from %s', async (_, target, says) => {
    const made = await nested()
    const path = join(made.path, 'in/link.yaml')
    if (target === undefined) execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path])
    else await symlink(target, path)
    for (const args of [
      ['validate', 'in/link.yaml'],
      ['run', 'in/link.yaml', '--yes'],
    ]) {
      const { code, stdout, stderr } = await command(made, ...args)
      expect(stdout + stderr).toMatch(says instanceof RegExp ? says : new RegExp(says.replaceAll(/[()]/g, String.raw`\$&`)))
      expect(code).toBe(2)
    }
    for (const args of [
      ['providers', 'in/link.yaml'],
      ['describe', 'pixverse', '--spec', 'in/link.yaml'],
    ]) {
      const { code, stdout, stderr } = await command(made, ...args)
      expect({ code, leaks: TRACES.test(stdout + stderr) }).toEqual({ code: 2, leaks: false })
    }
  })

  test('by its own name, and not from a file for keys', async () => {
    const made = await nested()
    const { code, stderr } = await command(made, 'plan', 'in/.env')
    expect(stderr).toContain('Shotlist reads nothing there (private-file)')
    expect(code).toBe(2)
  })
})

describe('a quoted excerpt of a file contains no key', () => {
  const wide = 'x '.repeat(40)
  const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a manifest': { 'quoting.yaml': `version: 1\nkey: { ${SECRET}: [ ${ENV.SOME_TOKEN}\n` },
    'a long line': { 'quoting.yaml': `version: 1\nbad key: "${wide}", here: ] ${wide.slice(0, 60)}${SECRET}${wide}\n` },
    'a key with what is not seen': { 'quoting.yaml': `version: 1\nk: "${SECRET.slice(0, 9)}\u200B${SECRET.slice(9)}" ]\n` },
    'a row of a table': {
      'quoting.yaml': 'version: 1\njobs: { a: { foreach: rows.csv, uses: pixverse/text-to-video } }\n',
      'rows.csv': `id,text\n1,"${SECRET}" ${ENV.SOME_TOKEN}\n`,
    },
    'a row of JSON': {
      'quoting.yaml': 'version: 1\njobs: { a: { foreach: rows.json, uses: pixverse/text-to-video } }\n',
      'rows.json': `[{ "a": "${SECRET}" "b": "${ENV.SOME_TOKEN}" }]`,
    },
    'a document': {
      'quoting.yaml': 'version: 1\nproviders: { own: { spec: own.yaml } }\njobs: { a: { uses: own/x } }\n',
      'own.yaml': `openapi: [ "${SECRET}": ${ENV.SOME_TOKEN}\n`,
    },
  }

  test.each(Object.entries(cases))('%s', async (_, files) => {
    const made = await project({ manifest: JOBS, files })
    for (const args of [
      ['validate', 'quoting.yaml'],
      ['validate', 'quoting.yaml', '--json'],
      ['plan', 'quoting.yaml'],
    ]) {
      const { code, stdout, stderr } = await command(made, ...args)
      expect(code).toBe(2)
      expect(stdout + stderr).toContain('quoting.yaml' in files ? 'error' : '')
      expect(stdout + stderr).not.toMatch(TRACES)
    }
  })
})
