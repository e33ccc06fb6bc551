import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { status as statusVerb } from '../../src/cli/verbs/render/status/status.ts'
import { gc } from '../../src/cli/verbs/results/gc/gc.ts'
import { pull } from '../../src/cli/verbs/results/pull/pull.ts'
import { verify } from '../../src/cli/verbs/results/verify/verify.ts'
import { project } from '../harness/project.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { asCloned, jobs, render, renderByVerb } from './rendering.ts'
import { runVerb } from './run-verb.ts'

describe('a fresh clone with its lockfile', () => {
  test('run downloads the files from the provider, and submits nothing', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const lock = await made.read('shotlist.lock.yaml')
    await asCloned(made)
    expect((await render(made, { policy: { mayPay: false } })).summary).toMatchObject({ outcome: 'done', counts: { done: 3 } })
    expect(await made.read('renders/long/longer.mp4')).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(3)
    expect(made.server.uploads).toBe(1)
    expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
  })

  test('says what changed since it was committed', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    await made.manifest(jobs('a volcano'))
    const { events } = await render(made)
    const causes = events.flatMap((event) => ('cause' in event ? [`${event.job}: ${event.cause}`] : []))
    expect(causes.toSorted()).toEqual(['cup: output missing', 'hero: prompt changed', 'longer: source hero changed'])
    expect(made.server.submissions).toHaveLength(5)
  })

  test('stores no signature of an input URL', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    expect(String(await made.read('shotlist.lock.yaml'))).not.toContain('s3cr3t')
  })
})

describe('pull', () => {
  test('downloads all files even if the manifest has changed, and the next run has nothing to do', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    const lock = await made.read('shotlist.lock.yaml')
    const { status } = await runVerb(pull, { cwd: made.path, env: made.env })
    expect(status).toBe(0)
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    const requests = made.server.requests.length
    expect((await render(made)).summary.counts).toMatchObject({ done: 0, cached: 3 })
    expect(made.server.requests).toHaveLength(requests)
    expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
    expect(made.server.submissions).toHaveLength(3)
  })

  test('needs no key for clips in the artifact store, and names the missing one for the rest', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await rm(join(made.path, 'renders'), { recursive: true })
    expect((await runVerb(pull, { cwd: made.path })).status).toBe(0)
    await asCloned(made)
    const { status, stdout } = await runVerb(pull, { cwd: made.path })
    expect(status).toBe(5)
    expect(stdout).toContain('TINY_API_KEY')
  })

  test('does not render clips that the provider no longer has', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    ;(made.server.tasks as Map<string, unknown>).clear()
    const { status, stdout } = await runVerb(pull, { cwd: made.path, env: made.env, options: { poll: undefined } })
    expect(status).toBe(1)
    expect(stdout).toContain('failed')
    expect(made.server.submissions).toHaveLength(3)
  })

  test('refuses content that differs from the lockfile', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    const lock = String(await made.read('shotlist.lock.yaml'))
    await made.write('shotlist.lock.yaml', lock.replace(/sha256: [0-9a-f]{64}\n {4}bytes/g, `sha256: ${'ab'.repeat(32)}\n    bytes`))
    const { status, stdout } = await runVerb(pull, { cwd: made.path, env: made.env })
    expect(status).toBe(1)
    expect(stdout).toContain('sends a file that is not the one in the lockfile')
    expect(await readdir(join(made.path, 'renders'))).not.toContain('hero.mp4')
  })
})

describe('verify', () => {
  test('lists missing and changed files', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const at = { cwd: made.path, options: { json: true } }
    expect(await runVerb(verify, at)).toMatchObject({ status: 0 })
    await utimes(join(made.path, 'renders/cup.mp4'), 1, 1)
    await writeFile(join(made.path, 'renders/hero.mp4'), Buffer.concat([CLIP.subarray(0, -1), Buffer.of(7)]))
    await rm(join(made.path, 'renders/long/longer.mp4'))
    const { status, stdout } = await runVerb(verify, at)
    expect(status).toBe(1)
    const { files } = JSON.parse(stdout) as { files: { job: string; state: string; path: string }[] }
    expect(files.map(({ job, state }) => `${job} ${state}`)).toEqual(['cup ok', 'hero changed', 'longer missing'])
    expect((await runVerb(verify, { cwd: made.path })).stdout).toContain('1 of 3 files as in the lockfile')
  })
})

describe('a clip that was edited', () => {
  test('is not replaced without --overwrite', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await made.write('renders/hero.mp4', 'graded by hand')
    await made.manifest(jobs('a volcano'))
    const { summary, events } = await made.run()
    expect(summary).toMatchObject({ outcome: 'failed', counts: { failed: 1, blocked: 1, cached: 1 } })
    expect(events.find(({ event }) => event === 'job.failed')).toMatchObject({ job: 'hero', class: 'file', code: 'foreign-files' })
    expect(String(await made.read('renders/hero.mp4'))).toBe('graded by hand')
    expect(made.server.submissions).toHaveLength(3)
    expect((await made.run({ overwrite: true })).summary.outcome).toBe('done')
    expect(String(await made.read('renders/hero.mp4.kept'))).toBe('graded by hand')
  })

  test('stops only its own job, and can be kept as it is', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const lock = await made.read('shotlist.lock.yaml')
    await made.write('renders/hero.mp4', 'graded by hand')
    await rm(join(made.path, 'renders/long/longer.mp4'))
    // Jobs that use its render continue: the render exists, only the file differs.
    expect((await made.run()).summary).toMatchObject({ outcome: 'failed', counts: { failed: 1, done: 1, cached: 1 } })
    for (const again of [1, 2]) {
      const kept = await made.run({ keepEdited: true })
      expect([again, kept.summary]).toMatchObject([again, { outcome: 'done', counts: { cached: 3 } }])
    }
    expect((await made.run()).summary).toMatchObject({ outcome: 'failed', counts: { failed: 1, cached: 2 } })
    expect(String(await made.read('renders/hero.mp4'))).toBe('graded by hand')
    for (const nth of ['', '-2']) {
      await made.write('renders/hero.mp4', `graded by hand${nth}`)
      expect((await made.run({ overwrite: true })).summary).toMatchObject({ outcome: 'done', counts: { done: 1, cached: 2 } })
      expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
      expect(String(await made.read(`renders/hero.mp4.kept${nth}`))).toBe(`graded by hand${nth}`)
    }
    expect(made.server.submissions).toHaveLength(3)
    expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
  })
})

test('run with --only keeps the entries of other jobs in the lockfile', async () => {
  const made = await project({ manifest: jobs() })
  await render(made)
  const lock = await made.read('shotlist.lock.yaml')
  // A time long ago: file systems store coarse times, and two changes could have the same one.
  await utimes(join(made.path, 'shotlist.lock.yaml'), 1, 1)
  await renderByVerb(made, { only: ['cup'] })
  expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
  await renderByVerb(made, { only: ['cup'], force: ['cup'] })
  const after = String(await made.read('shotlist.lock.yaml'))
  expect(after).toContain('hero.mp4')
  expect((await stat(join(made.path, 'shotlist.lock.yaml'))).mtimeMs).toBeGreaterThan(1000)
})

test('docs/json.md lists every field that these verbs write', async () => {
  const page = await readFile(new URL('../../../../docs/json.md', import.meta.url), 'utf8')
  const made = await project({
    manifest: jobs().replace('further', 'refused'),
    onSubmit: ({ prompt }, nth) => (prompt === 'refused' ? 'refused' : nth === 0 ? 'full' : 'ok'),
  })
  const first = await renderByVerb(made)
  const second = await renderByVerb(made)
  await rm(join(made.path, 'renders/cup.mp4'))
  const at = { cwd: made.path, env: made.env, options: { json: true } }
  const pulled = await runVerb(pull, at)
  const others = await Promise.all([statusVerb, verify, gc].map((verb) => runVerb(verb, at)))
  const events = [first, second, pulled].flatMap(({ stdout }) => stdout.trim().split('\n'))
  const written = [...events, ...others.map(({ stdout }) => stdout)]
  const names = new Set(written.flatMap(namesIn))
  expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

/** The names of all fields, at any depth, without indexes of lists. */
function namesIn(json: string): string[] {
  const names = new Set<string>()
  JSON.parse(json, (name, value: unknown) => {
    if (!/^\d*$/.test(name)) names.add(name)
    return value
  })
  return [...names]
}
