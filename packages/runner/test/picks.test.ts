import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../test/harness/in-process.ts'
import { rehearse } from '../src/cli/verbs/begin/rehearse/rehearse.ts'
import { run as runVerbItself } from '../src/cli/verbs/render/run/run.ts'
import { readLockfile } from '../src/store/lockfile-io.ts'
import { type Project, project } from './harness/project.ts'
import { pick as pickOnPage, reportWhen, startPage } from './review/live-page.ts'

function takes(prompt = 'a glacier', count = 2): string {
  return `
jobs:
  hero: { uses: text-to-video, takes: ${count}, with: { prompt: ${prompt} }, output: "hero-\${{ take }}.mp4" }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`
}

function command({ path, env }: Project, ...args: string[]) {
  return shotlistInProcess(args, { cwd: path, env })
}
function run(made: Project, ...more: string[]) {
  return command(made, 'run', '--yes', '--poll', '50ms', ...more)
}
function picks({ path }: Project) {
  return readLockfile(join(path, 'shotlist.lock.yaml')).picks
}

/** The videos that were extended, in order. */
function extended({ server }: Project) {
  return [...server.tasks.values()]
    .filter(({ path }) => path === '/extensions')
    .map(({ text }) => /"source_video_id":\s*"?(\d+)/.exec(text)?.[1])
}
function videoOf({ server }: Project, task: string) {
  return server.tasks.get(task)?.videoId
}

describe('a pick names a render', () => {
  test('is dropped when the take is rendered again, and dependent jobs wait until the new render is picked', async () => {
    const made = await project({ manifest: takes() })
    expect((await run(made)).code).toBe(4)
    expect((await command(made, 'pick', 'hero#1')).code).toBe(0)
    const seen = picks(made)['hero']?.render ?? ''
    expect((await run(made, '--force', 'hero#1')).code).toBe(4)
    expect(picks(made)).toEqual({})
    const again = await run(made)
    expect({ code: again.code, built: extended(made) }).toEqual({ code: 4, built: [] })
    expect((await command(made, 'pick')).stdout).toBe('hero: none of its 2 takes is picked\n')
    expect((await command(made, 'pick', 'hero#1')).code).toBe(0)
    expect((await run(made)).code).toBe(0)
    const rendered = picks(made)['hero']?.render ?? ''
    // As an outdated page sends it: the render that it shows is gone.
    expect((await command(made, 'pick', 'hero#1', '--render', seen)).stderr).toContain('hero#1 was rendered again meanwhile')
    expect((await command(made, 'pick', 'hero#1', '--render', rendered)).code).toBe(0)
    expect(rendered).not.toBe(seen)
    expect(extended(made)).toEqual([videoOf(made, rendered)])
  })

  test('is dropped when the manifest asks for another clip; the plan and the run report it, and the dependent clip stays', async () => {
    const made = await project({ manifest: takes() })
    await run(made)
    await command(made, 'pick', 'hero#2')
    expect((await run(made)).code).toBe(0)
    await made.manifest(takes('a volcano'))
    expect((await command(made, 'plan')).stdout).toContain('a take of hero must be picked')
    const { code, stdout } = await run(made, '--json')
    expect(code).toBe(4)
    expect(stdout).toContain(
      "waits for a take of hero to be picked (hero#2 was picked, but was rendered again since): shotlist pick 'hero#N'",
    )
    expect(extended(made)).toHaveLength(1)
    // Nothing has changed since, and the run still does not count as done.
    expect((await run(made)).code).toBe(4)
    expect(extended(made)).toHaveLength(1)
  })

  test('is kept when its file is restored, when another take is rendered, and in a fresh clone', async () => {
    const made = await project({ manifest: takes() })
    await run(made)
    await command(made, 'pick', 'hero#2')
    await rm(join(made.path, 'renders'), { recursive: true })
    await rm(join(made.path, '.shotlist'), { recursive: true })
    await made.manifest(takes('a glacier', 3))
    expect((await run(made)).code).toBe(0)
    expect(extended(made)).toEqual([videoOf(made, picks(made)['hero']?.render ?? '')])
    expect((await run(made)).code).toBe(0)
    // A new pick is noticed also after a run that changed nothing.
    expect((await command(made, 'pick', 'hero#3')).code).toBe(0)
    expect((await run(made)).code).toBe(0)
    expect(extended(made)).toHaveLength(2)
  })

  test('a take that is not rendered, or is being rendered again, cannot be picked', async () => {
    const { promise: hold, resolve: letGo } = Promise.withResolvers<string>()
    const made = await project({ manifest: takes() })
    const early = await command(made, 'pick', 'hero#2')
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('hero#2 cannot be picked: it is not rendered') as string })
    await expect(readFile(join(made.path, 'shotlist.lock.yaml'))).rejects.toThrow('ENOENT')
    await run(made)
    made.server.play({ onRead: () => hold })
    const stop = new AbortController()
    const forced = shotlistInProcess(['run', '--yes', '--force', 'hero#2', '--poll', '50ms'], {
      cwd: made.path,
      env: made.env,
      signal: stop.signal,
    })
    await expect.poll(() => made.server.submissions.length, { timeout: 30_000 }).toBe(3)
    stop.abort()
    letGo('rendering')
    expect((await forced).code).toBe(130)
    expect(await command(made, 'pick', 'hero#2')).toMatchObject({ code: 2 })
    expect(await command(made, 'pick', 'hero#1')).toMatchObject({ code: 0 })
  })

  test('on the page of a run, the new render can be picked when it exists, and waiting jobs continue with it', async () => {
    const made = await project({ manifest: takes() })
    await run(made)
    await command(made, 'pick', 'hero#2')
    const seen = picks(made)['hero']?.render ?? ''
    const options = { ui: true, yes: true, force: ['hero#2'], poll: { firstMs: 50, everyMs: 50 } }
    const { url, stop, ended } = await startPage(runVerbItself, { cwd: made.path, env: made.env, options, ask: async () => true })
    const waiting = await reportWhen(url, ({ clips }) => clips.some(({ problem }) => problem?.awaits === 'hero'))
    expect(waiting.picks).toEqual({})
    expect((await pickOnPage(url, { group: 'hero', take: 'hero#2', render: seen })).status).toBe(409)
    const { taskId: render = '' } = waiting.clips.find(({ id }) => id === 'hero#2') ?? {}
    expect((await pickOnPage(url, { group: 'hero', take: 'hero#2', render })).status).toBe(204)
    await reportWhen(url, ({ condition }) => condition === 'done')
    stop()
    expect(await ended).toBe(0)
    expect(extended(made)).toEqual([videoOf(made, render)])
    expect(picks(made)).toEqual({ hero: { take: 'hero#2', render } })
  })

  test('a pick of a take alone, in an old lockfile, is dropped with the render in that lockfile', async () => {
    const made = await project({ manifest: takes() })
    await run(made)
    const lock = join(made.path, 'shotlist.lock.yaml')
    const text = (await readFile(lock, 'utf8')).replace('picks: {}', 'picks: { hero: "hero#1" }')
    await writeFile(lock, text)
    expect((await command(made, 'pick')).stdout).toBe('hero: hero#1\n')
    expect((await run(made, '--force', 'hero#1')).code).toBe(4)
    expect((await run(made)).code).toBe(4)
    expect(extended(made)).toEqual([])
  })

  test('with `pick: first`, the first take that succeeds is picked again when it is rendered again', async () => {
    const made = await project({ manifest: takes().replace('takes: 2', 'takes: 2, pick: first') })
    expect((await run(made)).code).toBe(0)
    const { take = '', render: first } = picks(made)['hero'] ?? {}
    expect((await run(made, '--force', take)).code).toBe(0)
    const second = picks(made)['hero']
    expect(second).toMatchObject({ take })
    expect(second?.render).not.toBe(first)
    expect(extended(made)).toHaveLength(2)
  })
})

describe('a pick of a rehearsal', () => {
  test('is used by rehearsals only: a run still waits for its own pick', async () => {
    const made = await project({ manifest: takes() })
    const rehearsing = () => command(made, 'rehearse', '--json', '--speed', '600')
    const first = await rehearsing()
    expect(first.code).toBe(4)
    expect(first.stdout).toContain("shotlist pick 'hero#N' --rehearsal")
    // A rehearsed take is not a take of a run.
    expect((await command(made, 'pick', 'hero#2')).code).toBe(2)
    expect((await command(made, 'pick', 'hero#2', '--rehearsal')).code).toBe(0)
    expect((await command(made, 'pick', '--rehearsal')).stdout).toBe('hero: hero#2\n')
    expect((await rehearsing()).code).toBe(0)
    expect((await command(made, 'pick', '--rehearsal')).stdout).toBe('hero: hero#2\n')
    await expect(readFile(join(made.path, 'shotlist.lock.yaml'))).rejects.toThrow('ENOENT')
    expect((await run(made)).code).toBe(4)
    expect(extended(made)).toEqual([])
  })

  test('is used by rehearsals only if it is made on their page', async () => {
    const made = await project({ manifest: takes() })
    const { url, stop, ended } = await startPage(rehearse, { cwd: made.path, options: { ui: true, speed: 600 }, ask: async () => true })
    await reportWhen(url, ({ clips }) => clips.some(({ problem }) => problem?.awaits === 'hero'))
    expect((await pickOnPage(url, { group: 'hero', take: 'hero#1' })).status).toBe(204)
    await reportWhen(url, ({ condition, picks: shown }) => condition === 'done' && shown['hero'] === 'hero#1')
    stop()
    expect(await ended).toBe(0)
    expect((await run(made)).code).toBe(4)
    expect(extended(made)).toEqual([])
  })
})
