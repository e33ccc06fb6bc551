import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Finished, start } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'

const jobs = `jobs:\n${Array.from({ length: 40 }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}\n`
const ONE = 'jobs:\n  clip: { uses: text-to-video, with: { prompt: a clip } }\n'

/** Runs the command in a shell script, as its `"$@"`. */
function within(made: Project, script: string, ...args: string[]): Promise<Finished> {
  return start(args, { cwd: made.path, env: made.env, within: ['sh', '-ec', script, 'sh'] }).finished
}

function expectNoTrace({ stderr }: Finished): void {
  return expect(stderr).not.toMatch(/\n\s+at |bug in Shotlist|\(internal\)/)
}

describe('a full disk behind stdout', () => {
  test.each([['validate'], ['plan'], ['plan', '--json'], ['describe', 'tiny']])('fails %s %s', async (...args) => {
    const told = await within(await project({ manifest: ONE }), 'exec "$@" >/dev/full', ...args)
    expect(told.stderr).toContain('not everything could be written to stdout')
    expect(told.stderr).toContain('(output-lost)')
    expect(told.code).toBe(1)
    expectNoTrace(told)
  })

  test('fails a command of whose output only a part fits', async () => {
    const made = await project({ manifest: jobs })
    await mkdir(join(made.path, 'small'))
    const script = 'mount -t tmpfs -o size=4k tmpfs small; exec "$@" >small/plan.json'
    const mounted = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-ec', script, 'sh']
    const told = await start(['plan', '--json'], { cwd: made.path, env: made.env, within: mounted }).finished
    expect(told.stderr).toContain('(output-lost)')
    expect(told.code).toBe(1)
  })

  test('fails a run that has finished and whose clips exist', async () => {
    const made = await project({ manifest: ONE })
    const told = await within(made, 'exec "$@" >/dev/full', 'run', '--yes', '--json')
    expect(told.stderr).toContain('(output-lost)')
    expect(told.code).toBe(1)
    expect(await made.read('shotlist.lock.yaml')).not.toHaveLength(0)
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('reports a current folder that was deleted', async () => {
  const told = await within(await project({ manifest: ONE }), 'mkdir gone; cd gone; rmdir ../gone; exec "$@"', 'plan')
  expect(told.stderr).toContain('(no-folder)')
  expect(told.code).toBe(2)
  expectNoTrace(told)
})

test('only commands that need TMPDIR report that it is not writable', async () => {
  const made = await project({ manifest: ONE })
  const script = 'TMPDIR="$PWD/pixel.png/tmp" exec "$@"'
  const rehearsed = await within(made, script, 'rehearse')
  expect(rehearsed.stderr).toContain('set TMPDIR to a writable folder')
  expect(rehearsed.code).toBe(2)
  expectNoTrace(rehearsed)
  expect((await within(made, script, 'run', '--yes')).code).toBe(0)
})

test('a rehearsal does not use a proxy', async () => {
  // Nothing listens on this port.
  const proxy = 'http://127.0.0.1:9'
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
  const script = `${names.map((name) => `export ${name}=${proxy}`).join('; ')}; unset NO_PROXY no_proxy; NODE_USE_ENV_PROXY=1 exec "$@"`
  const rehearsed = await within(await project({ manifest: ONE }), script, 'rehearse', '--speed', '1000')
  expect(rehearsed.stdout + rehearsed.stderr).toContain('Drawn on this machine')
  expect(rehearsed.code).toBe(0)
})
