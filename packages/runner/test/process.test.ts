import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { start } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP, KEY } from './harness/tiny-server.ts'

const batch = (count: number) =>
  `jobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }\n  longer${nth}: { uses: extend, with: { source_video_id: "\${{ jobs.clip${nth}.outputs.video_id }}", prompt: further } }`).join('\n')}\n`

const run = ({ path, env }: Project, ...args: string[]) => start(['run', '--yes', '--json', ...args], { cwd: path, env })

const clipsOf = async ({ path }: Project): Promise<string[]> =>
  (await readdir(join(path, 'renders'))).filter((name) => name.endsWith('.mp4'))

describe('a run that is killed', () => {
  test.each([1, 5, 9])('after %i submissions is gone on with: nothing is submitted twice', async (submissions) => {
    const made = await project({ manifest: batch(6), onRead: ({ reads }) => (reads < 4 ? 'working' : 'done') })
    const first = run(made)
    await first.seen('"job.submitted"', submissions)
    first.child.kill('SIGKILL')
    expect((await first.finished).signal).toBe('SIGKILL')
    const { code } = await run(made).finished
    expect(code).toBe(0)
    // A submission in flight at the kill is repeated under its key; the server started one task for each job all the same.
    expect(made.server.tasks.size).toBe(12)
    expect(await clipsOf(made)).toHaveLength(12)
    for (const name of await clipsOf(made)) expect(await readFile(join(made.path, 'renders', name))).toEqual(CLIP)
  })

  test('again and again, still pays each clip once', async () => {
    const made = await project({ manifest: batch(6), onRead: ({ reads }) => (reads < 3 ? 'working' : 'done') })
    for (let kill = 0; kill < 4; kill += 1) {
      const killed = run(made)
      await killed.seen('"job.', 3 + kill).catch(() => undefined)
      killed.child.kill('SIGKILL')
      await killed.finished
    }
    expect((await run(made).finished).code).toBe(0)
    expect(made.server.tasks.size).toBe(12)
  })

  test('without keys, leaves at most the unanswered submissions to the user, who settles them', async () => {
    const made = await project({ manifest: batch(1), idempotent: false, submitMs: 60_000 })
    const first = run(made)
    await first.seen('"run.started"')
    await expect.poll(() => made.server.tasks.size).toBe(1)
    first.child.kill('SIGKILL')
    await first.finished
    made.server.play({ honoursKeys: false })
    const second = await run(made).finished
    expect(second.code).toBe(4)
    expect(second.stdout).toContain('"job.uncertain"')
    expect(made.server.submissions).toHaveLength(1)
    const settled = await start(['resolve', 'clip0', '--task-id', 'task-1'], { cwd: made.path, env: made.env }).finished
    expect(settled).toMatchObject({ code: 0 })
    expect((await run(made).finished).code).toBe(0)
    expect(made.server.tasks.size).toBe(2)
  })
})

test('Ctrl-C stops, saves, and exits with 130; the next run goes on', async () => {
  const made = await project({ manifest: batch(4), onRead: () => 'working' })
  const first = run(made)
  await first.seen('"job.submitted"', 3)
  first.child.kill('SIGINT')
  const { code, stdout } = await first.finished
  expect(code).toBe(130)
  expect(stdout).toContain('"outcome":"interrupted"')
  made.server.play({})
  expect((await run(made).finished).code).toBe(0)
  expect(made.server.tasks.size).toBe(8)
  expect(made.server.submissions).toHaveLength(8)
})

test('a second run is told who holds the state folder', async () => {
  const made = await project({ manifest: batch(1), onRead: () => 'working' })
  const first = run(made)
  await first.seen('"job.submitted"')
  const second = await run(made).finished
  expect(second.code).toBe(1)
  expect(second.stderr).toContain(`process ${first.child.pid}`)
  expect(second.stderr).toContain('state-held')
  first.child.kill('SIGINT')
  await first.finished
})

describe('the command', () => {
  test('without a key says which variable, and exits with 5', async () => {
    const made = await project({ manifest: batch(1) })
    const { code, stderr } = await start(['run'], { cwd: made.path, env: {} }).finished
    expect(code).toBe(5)
    expect(stderr).toContain('TINY_API_KEY')
    expect(made.server.requests).toEqual([])
  })

  test('shows a run line by line, and its summary', async () => {
    const made = await project({ manifest: batch(1), onSubmit: ({ prompt }) => (prompt === 'further' ? 'refused' : 'ok') })
    const { code, stdout, stderr } = await start(['run', '--junit', 'report.xml'], { cwd: made.path, env: made.env }).finished
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toContain('done       clip0  renders/clip0.mp4  64x36, 5 s')
    expect(stdout).toContain('1 done, 1 failed in')
    expect(stdout).toContain('longer0: tiny says refused (moderation, refused)')
    expect(stdout).not.toContain(KEY)
    const report = await readFile(join(made.path, 'report.xml'), 'utf8')
    expect(report).toContain('tests="2" failures="1"')
  })

  test('writes events to stdout, and the words for a person to stderr', async () => {
    const made = await project({ manifest: batch(1) })
    const { code, stdout, stderr } = await run(made).finished
    expect(code).toBe(0)
    const events = stdout.trimEnd().split('\n')
    expect(events.map((line) => (JSON.parse(line) as { event: string }).event)).toContain('run.finished')
    expect(stderr).toContain('done       clip0  renders/clip0.mp4  64x36, 5 s')
    expect(stderr).toContain('2 done in')
    const quiet = await run(made, '--quiet').finished
    expect(quiet.stderr).toMatch(/^\n2 up to date in .*\n$/)
  })

  test('tells of the last run, job by job', async () => {
    const made = await project({ manifest: batch(1) })
    expect((await run(made).finished).code).toBe(0)
    const { stdout } = await start(['status', '--json'], { cwd: made.path, env: {} }).finished
    const status = JSON.parse(stdout) as {
      run: { condition: string }
      jobs: { job: string; state: string; attempts: { state: string }[] }[]
    }
    expect(status.run.condition).toBe('done')
    expect(status.jobs.map(({ job, state }) => [job, state])).toEqual([
      ['clip0', 'done'],
      ['longer0', 'done'],
    ])
    expect(status.jobs[0]?.attempts).toMatchObject([{ state: 'succeeded' }])
  })

  test.each([
    [['runn'], 2, 'Did you mean `shotlist run`?'],
    [['run', '--concurrency', 'many'], 2, '--concurrency takes a whole number'],
    [['run', 'nowhere.yaml'], 2, 'nowhere.yaml'],
    [['run', '--only', 'clip9'], 2, 'clip9'],
  ])('refuses %j with %i', async (args, status, words) => {
    const made = await project({ manifest: batch(1) })
    const { code, stderr } = await start(args, { cwd: made.path, env: made.env }).finished
    expect({ code, stderr }).toEqual({ code: status, stderr: expect.stringContaining(words) as string })
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('calls one operation, with a file, and downloads what it makes', async () => {
    const made = await project({ manifest: batch(1) })
    const call = (...args: string[]) =>
      start(['call', 'tiny/image-to-video', '--spec', 'tiny.openapi.yaml', ...args], { cwd: made.path, env: made.env }).finished
    const fields = ['--prompt', 'steam', '--image_id', '@pixel.png']
    const dry = await call(...fields, '--dry-run')
    expect(JSON.parse(dry.stdout)).toMatchObject({ request: { prompt: 'steam' }, price: { credits: 10, usd: 0.1 } })
    expect(made.server.requests).toEqual([])
    const { code, stdout, stderr } = await call(...fields, '--output', 'out/steam.mp4', '--json')
    expect(code).toBe(0)
    expect(stderr).toMatch(/^submitted {2}image-to-video {2}task task-1 at tiny$/m)
    expect(JSON.parse(stdout)).toMatchObject({
      task_id: 'task-1',
      credits: 10,
      file: 'out/steam.mp4',
      width: 64,
      outputs: { video_id: '9007199254740993' },
    })
    expect(await made.read('out/steam.mp4')).toEqual(CLIP)
    // Made again because it was asked for again, which needs no saying.
    expect((await call(...fields)).stderr).toMatch(/^submitted {2}image-to-video {2}task task-2 at tiny$/m)
    const mistaken = await call('--promt', 'steam')
    expect(mistaken).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean --prompt?') as string })
  })
})
