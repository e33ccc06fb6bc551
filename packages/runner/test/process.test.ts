import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { begin, type Finished, start } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'
import { CLIP, KEY } from './harness/tiny-server.ts'

function batch(count: number) {
  return `jobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }\n  longer${nth}: { uses: extend, with: { source_video_id: "\${{ jobs.clip${nth}.outputs.video_id }}", prompt: further } }`).join('\n')}\n`
}

const ARGS = ['run', '--yes', '--json']

/** Runs the command in a process. */
function run({ path, env }: Project) {
  return start(ARGS, { cwd: path, env })
}

/** Runs the command in this process. */
function runHere({ path, env }: Project, ...args: string[]): Promise<Finished> {
  return begin([...ARGS, ...args], { cwd: path, env }).finished
}

async function clipsOf({ path }: Project): Promise<string[]> {
  return (await readdir(join(path, 'renders'))).filter((name) => name.endsWith('.mp4'))
}

function never() {
  return new Promise<never>(() => undefined)
}

describe('a run that is killed', () => {
  test('several times continues each time, and submits nothing twice', async () => {
    const made = await project({ manifest: batch(6) })
    // Two of the four that run at once, all four, some of the next, and nearly all: submissions beyond these get no response.
    for (const answered of [2, 4, 7, 10]) {
      made.server.play({ beforeAnswer: () => (made.server.tasks.size > answered ? never() : undefined) })
      const killed = run(made)
      await expect.poll(() => made.server.tasks.size).toBeGreaterThan(answered)
      killed.child.kill('SIGKILL')
      expect((await killed.finished).signal).toBe('SIGKILL')
    }
    made.server.play({})
    expect((await runHere(made)).code).toBe(0)
    // A submission in flight at a kill is repeated with its key; the server still starts one task for each job.
    expect(made.server.tasks.size).toBe(12)
    expect(made.server.submissions.length).toBeGreaterThan(12)
    expect(new Set(made.server.submissions.map(({ key }) => key)).size).toBe(12)
    expect(await clipsOf(made)).toHaveLength(12)
    for (const name of await clipsOf(made)) expect(await readFile(join(made.path, 'renders', name))).toEqual(CLIP)
  })

  test('while its tasks are rendered waits for them in the next run', async () => {
    const made = await project({ manifest: batch(2), onRead: () => 'working' })
    const killed = run(made)
    await killed.seen('"job.submitted"', 2)
    killed.child.kill('SIGKILL')
    expect((await killed.finished).signal).toBe('SIGKILL')
    made.server.play({})
    expect((await runHere(made)).code).toBe(0)
    expect(made.server.submissions).toHaveLength(4)
  })

  test('without idempotency keys leaves at most the submissions without a response to the user to settle', async () => {
    const made = await project({ manifest: batch(1), idempotent: false, beforeAnswer: never })
    const first = run(made)
    await expect.poll(() => made.server.tasks.size).toBe(1)
    // A submission that a live run waits for is not uncertain.
    const live = await begin(['resolve'], { cwd: made.path, env: made.env }).finished
    expect(live).toMatchObject({ code: 0, stderr: expect.stringContaining('waits for the responses to clip0') })
    first.child.kill('SIGKILL')
    await first.finished
    made.server.play({ honoursKeys: false })
    const second = await runHere(made)
    expect(second.code).toBe(4)
    expect(second.stdout).toContain('"job.uncertain"')
    expect(made.server.submissions).toHaveLength(1)
    const settled = await begin(['resolve', 'clip0', '--task-id', 'task-1'], { cwd: made.path, env: made.env }).finished
    expect(settled).toMatchObject({ code: 0 })
    expect((await runHere(made)).code).toBe(0)
    expect(made.server.tasks.size).toBe(2)
  })
})

test('Ctrl-C stops, saves, and exits with 130; the next run continues', async () => {
  const made = await project({ manifest: batch(4), onRead: () => 'working' })
  const first = run(made)
  await first.seen('"job.submitted"', 3)
  // The error of another run names the process that holds the state folder.
  const second = await runHere(made)
  expect(second.code).toBe(2)
  expect(second.stderr).toContain(`process ${first.child.pid}`)
  expect(second.stderr).toContain('state-held')
  first.child.kill('SIGINT')
  const { code, stdout } = await first.finished
  expect(code).toBe(130)
  expect(stdout).toContain('"outcome":"interrupted"')
  made.server.play({})
  expect((await runHere(made)).code).toBe(0)
  expect(made.server.tasks.size).toBe(8)
  expect(made.server.submissions).toHaveLength(8)
})

describe('the command', () => {
  test('shows a run line by line, and its summary', async () => {
    const made = await project({ manifest: batch(1), onSubmit: ({ prompt }) => (prompt === 'further' ? 'refused' : 'ok') })
    const { code, stdout, stderr } = await start(['run', '--yes', '--junit', 'report.xml'], { cwd: made.path, env: made.env }).finished
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toContain('done       clip0  renders/clip0.mp4  64x36, 5 s')
    expect(stdout).toContain('1 done, 1 failed in')
    expect(stdout).toContain('longer0: tiny says refused; the content review refused it (moderation, refused)')
    expect(stdout).not.toContain(KEY)
    const report = await readFile(join(made.path, 'report.xml'), 'utf8')
    expect(report).toContain('tests="2" failures="1"')
  })

  test('writes events to stdout, and text for people to stderr', async () => {
    const made = await project({ manifest: batch(1) })
    const { code, stdout, stderr } = await run(made).finished
    expect(code).toBe(0)
    const events = stdout.trimEnd().split('\n')
    expect(events.map((line) => (JSON.parse(line) as { event: string }).event)).toContain('run.finished')
    expect(stderr).toContain('done       clip0  renders/clip0.mp4  64x36, 5 s')
    expect(stderr).toContain('2 done in')
    const quiet = await runHere(made, '--quiet')
    expect(quiet.stderr).toMatch(/^\n2 up to date in .*\n$/)
    // `status` shows the last run, job by job.
    const told = await begin(['status', '--json'], { cwd: made.path, env: {} }).finished
    const status = JSON.parse(told.stdout) as {
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

  test('reports a refusal on stderr and with its exit status', async () => {
    const made = await project({ manifest: batch(1) })
    const { code, stderr } = await start(['run', '--yes'], { cwd: made.path, env: {} }).finished
    expect(code).toBe(5)
    expect(stderr).toContain('TINY_API_KEY')
    expect(made.server.requests).toEqual([])
  })

  test.each([
    [['runn'], 2, 'Did you mean `shotlist run`?'],
    [['run', '--concurrency', 'many'], 2, '--concurrency needs a whole number'],
    [['run', 'nowhere.yaml'], 2, 'nowhere.yaml'],
    [['run', '--only', 'clip9'], 2, 'clip9'],
  ])('refuses %j with %i', async (args, status, words) => {
    const made = await project({ manifest: batch(1) })
    const { code, stderr } = await begin(args, { cwd: made.path, env: made.env }).finished
    expect({ code, stderr }).toEqual({ code: status, stderr: expect.stringContaining(words) as string })
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('calls one operation with a file, and downloads the result', async () => {
    const made = await project({ manifest: batch(1) })
    const call = (...args: string[]) =>
      begin(['call', 'tiny/image-to-video', '--spec', 'tiny.openapi.yaml', ...args], { cwd: made.path, env: made.env }).finished
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
    // A repeated call renders again, and shows no reason, because the user has just asked for it.
    expect((await call(...fields)).stderr).toMatch(/^submitted {2}image-to-video {2}task task-2 at tiny$/m)
    const mistaken = await call('--promt', 'steam')
    expect(mistaken).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean --prompt?') as string })
  })
})
