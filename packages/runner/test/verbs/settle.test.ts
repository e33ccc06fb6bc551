import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gc } from '../../src/cli/verbs/gc.ts'
import { pick } from '../../src/cli/verbs/pick.ts'
import { pull } from '../../src/cli/verbs/pull.ts'
import { resolve } from '../../src/cli/verbs/resolve.ts'
import { run } from '../../src/cli/verbs/run.ts'
import { status as statusVerb } from '../../src/cli/verbs/status.ts'
import { verify } from '../../src/cli/verbs/verify.ts'
import { ForeignFilesError } from '../../src/errors/foreign-files-error.ts'
import { Journal } from '../../src/journal/journal.ts'
import { type Project, project } from '../harness/project.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { runVerb } from './run-verb.ts'

const jobs = (prompt = 'a glacier'): string => `
jobs:
  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: long/longer.mp4 }
  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: "https://x.example/steam.png?sig=s3cr3t" }, output: cup.mp4 }
`

const render = ({ path, env }: Project, options = {}) => runVerb(run, { cwd: path, env, options: { yes: true, json: true, ...options } })

/** What a fresh clone has: everything but the state folder and the outputs. */
const asCloned = async ({ path }: Project): Promise<void> => {
  await rm(join(path, '.shotlist'), { recursive: true })
  await rm(join(path, 'renders'), { recursive: true })
}

describe('a fresh clone with its lockfile', () => {
  test('run brings the files back from the provider, and submits nothing', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const lock = await made.read('shotlist.lock.yaml')
    await asCloned(made)
    const { status, stdout } = await render(made, { frozen: true })
    expect(status).toBe(0)
    expect(stdout).toContain('"counts":{"done":3,')
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
    const { stdout } = await render(made)
    const causes = stdout.split('\n').flatMap((line) => /"job":"(\w+)".*"cause":"([^"]+)"/.exec(line)?.slice(1).join(': ') ?? [])
    expect(causes.toSorted()).toEqual(['cup: output missing', 'hero: prompt changed', 'longer: source hero changed'])
    expect(made.server.submissions).toHaveLength(5)
  })

  test('keeps no signature of an input', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    expect(String(await made.read('shotlist.lock.yaml'))).not.toContain('s3cr3t')
  })
})

describe('pull', () => {
  test('brings everything back, whatever the manifest says by now, and the next run has nothing to do', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    const lock = await made.read('shotlist.lock.yaml')
    const { status } = await runVerb(pull, { cwd: made.path, env: made.env })
    expect(status).toBe(0)
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    const requests = made.server.requests.length
    expect((await render(made)).stdout).toContain('"counts":{"done":0,"cached":3,')
    expect(made.server.requests).toHaveLength(requests)
    expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
    expect(made.server.submissions).toHaveLength(3)
  })

  test('needs no key for what the artifact store has, and says which it lacks for the rest', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await rm(join(made.path, 'renders'), { recursive: true })
    expect((await runVerb(pull, { cwd: made.path })).status).toBe(0)
    await asCloned(made)
    const { status, stdout } = await runVerb(pull, { cwd: made.path })
    expect(status).toBe(5)
    expect(stdout).toContain('TINY_API_KEY')
  })

  test('does not render what the provider has forgotten', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    ;(made.server.tasks as Map<string, unknown>).clear()
    const { status, stdout } = await runVerb(pull, { cwd: made.path, env: made.env, options: { poll: undefined } })
    expect(status).toBe(1)
    expect(stdout).toContain('failed')
    expect(made.server.submissions).toHaveLength(3)
  })

  test('takes nothing that is not what the lockfile proves', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    await asCloned(made)
    const lock = String(await made.read('shotlist.lock.yaml'))
    await made.write('shotlist.lock.yaml', lock.replace(/sha256: [0-9a-f]{64}\n {4}bytes/g, `sha256: ${'ab'.repeat(32)}\n    bytes`))
    const { status, stdout } = await runVerb(pull, { cwd: made.path, env: made.env })
    expect(status).toBe(1)
    expect(stdout).toContain('other content')
    expect(await readdir(join(made.path, 'renders'))).not.toContain('hero.mp4')
  })
})

describe('verify', () => {
  test('tells files that are gone or changed from those that are as rendered', async () => {
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
    expect((await runVerb(verify, { cwd: made.path })).stdout).toContain('1 file of 3 as in the lockfile')
  })
})

describe('a clip that was worked on since', () => {
  test('is not replaced, unless it may be', async () => {
    const made = await project({ manifest: jobs() })
    await made.run()
    await made.write('renders/hero.mp4', 'graded by hand')
    await made.manifest(jobs('a volcano'))
    await expect(made.run()).rejects.toThrow(ForeignFilesError)
    expect(String(await made.read('renders/hero.mp4'))).toBe('graded by hand')
    expect(made.server.submissions).toHaveLength(3)
    expect((await made.run({ overwrite: true })).summary.outcome).toBe('done')
  })
})

describe('resolve', () => {
  const one =
    'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier } }\n  cup: { uses: text-to-video, with: { prompt: a cup } }\n'

  test('shows the tasks that an unanswered submission may have become, and goes on with the one that is named', async () => {
    const made = await project({
      manifest: one,
      idempotent: false,
      onSubmit: ({ prompt }) => (prompt === 'a glacier' ? 'drop-after' : 'ok'),
    })
    expect((await render(made)).status).toBe(4)
    const at = { cwd: made.path, env: made.env }
    const { status, stdout } = await runVerb(resolve, { ...at, options: { json: true } })
    expect(status).toBe(4)
    const [open, ...others] = JSON.parse(stdout) as { job: string; candidates: { task_id: string; same_request: boolean }[] }[]
    expect(others).toEqual([])
    expect(open).toMatchObject({ job: 'hero', candidates: [{ same_request: true }] })
    const taskId = open?.candidates[0]?.task_id ?? ''
    expect((await runVerb(resolve, at)).stdout).toContain(`shotlist resolve 'hero' --task-id ${taskId}   from the same request, made`)
    expect((await runVerb(resolve, { ...at, args: ['hero'], options: { taskId } })).status).toBe(0)
    expect((await render(made)).status).toBe(0)
    expect(made.server.submissions).toHaveLength(2)
    expect((await runVerb(resolve, at)).stdout).toBe('No submission is uncertain.\n')
  })

  test("takes no task that is another job's: the one that is looked for would be lost", async () => {
    const made = await project({
      manifest: one,
      idempotent: false,
      onSubmit: ({ prompt }) => (prompt === 'a glacier' ? 'drop-after' : 'ok'),
    })
    await render(made)
    const at = { cwd: made.path, env: made.env, args: ['hero'] }
    const cups = [...made.server.tasks.values()].find(({ body }) => body['prompt'] === 'a cup')
    await expect(runVerb(resolve, { ...at, options: { taskId: cups?.id } })).rejects.toThrow('another submission, that of cup')
    await expect(runVerb(resolve, { ...at, options: { taskId: ' ' } })).rejects.toThrow('--task-id takes the id')
    const heros = [...made.server.tasks.values()].find(({ body }) => body['prompt'] === 'a glacier')
    expect((await runVerb(resolve, { ...at, options: { taskId: ` ${heros?.id}\n` } })).status).toBe(0)
    expect((await render(made)).status).toBe(0)
    expect(made.server.submissions).toHaveLength(2)
  })

  test('settles a submission whose repetition is refused', async () => {
    const script = ['drop-after', 'broke'] as const
    const made = await project({ manifest: one, onSubmit: (_, nth) => script[nth] ?? 'ok', honoursKeys: false })
    expect((await render(made, { only: ['hero'] })).status).toBe(1)
    const at = { cwd: made.path, env: made.env }
    expect((await runVerb(resolve, at)).stdout).toContain('--task-id task-1')
    expect((await runVerb(resolve, { ...at, args: ['hero'], options: { taskId: 'task-1' } })).status).toBe(0)
    made.server.play({})
    expect((await render(made, { only: ['hero'] })).status).toBe(0)
    expect(made.server.tasks.size).toBe(1)
  })

  test('without a key still says what is uncertain', async () => {
    const made = await project({ manifest: one, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-before' : 'ok') })
    await render(made)
    const { stdout } = await runVerb(resolve, { cwd: made.path })
    expect(stdout).toContain('could not be asked')
    expect(stdout).toContain('--resubmit')
  })
})

describe('pick', () => {
  const takes = `
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier } }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further } }
`
  test('lets the jobs go on that wait for it, and stays in the lockfile', async () => {
    const made = await project({ manifest: takes })
    expect((await render(made)).status).toBe(4)
    const at = { cwd: made.path, env: made.env }
    expect(JSON.parse((await runVerb(pick, { ...at, options: { json: true } })).stdout)).toEqual([
      { group: 'hero', picked: null, takes: ['hero#1', 'hero#2'] },
    ])
    expect((await runVerb(pick, { ...at, args: ['hero#2'] })).status).toBe(0)
    expect((await render(made)).status).toBe(0)
    const second = [...made.server.tasks.values()].find(({ path }) => path === '/extensions')
    const takenFrom = [...made.server.tasks.values()].find(({ videoId }) => videoId === String(second?.body['source_video_id']))
    expect(takenFrom?.id).toBe('task-2')
    await render(made, { only: ['hero#1'] })
    expect((await runVerb(pick, at)).stdout).toContain('hero: hero#2')
    await expect(runVerb(pick, { ...at, args: ['hero#3'] })).rejects.toThrow('there is no take hero#3')
    // Not taken for a manifest of that name.
    await expect(runVerb(pick, { ...at, args: ['hero'] })).rejects.toThrow('hero has 2 takes: name one')
    await expect(runVerb(pick, { ...at, args: ['her'] })).rejects.toThrow('her names no take')
  })
})

describe('gc', () => {
  test('removes what nothing refers to, only when it may, and nothing that is needed', async () => {
    const made = await project({ manifest: jobs() })
    await render(made)
    const artifacts = join(made.path, '.shotlist/artifacts')
    const [kept = ''] = await readdir(artifacts)
    await made.write(`.shotlist/artifacts/${'f'.repeat(64)}`, 'an old clip')
    await made.write('renders/.part/0123456789abcdef01234567.part', 'half a clip')
    const dry = await runVerb(gc, { cwd: made.path })
    expect(dry.stdout).toContain('1 old clip and 1 half download can go')
    expect(await readdir(artifacts)).toHaveLength(2)
    const wet = await runVerb(gc, { cwd: made.path, options: { yes: true, json: true } })
    expect(JSON.parse(wet.stdout)).toMatchObject({ removed: true, bytes: 22 })
    expect(await readdir(artifacts)).toEqual([kept])
    expect(await readdir(join(made.path, 'renders/.part'))).toEqual([])
    expect((await runVerb(gc, { cwd: made.path })).stdout).toContain('Everything that is kept is needed')
  })

  test('forgets runs of long ago, and nothing that the next run goes by', async () => {
    const made = await project({
      manifest: `jobs:
  slow: { uses: text-to-video, timeout: 1s, with: { prompt: slow } }
  quick: { uses: text-to-video, with: { prompt: quick } }
`,
      onRead: ({ body }) => (body['prompt'] === 'slow' ? 'working' : 'done'),
    })
    const known = () => {
      const journal = Journal.openReadOnly(join(made.path, '.shotlist/journal.db'), 'shotlist.yaml')
      const { jobs: all, attempts, runs } = journal
      const found = { jobs: all.all(), slow: attempts.ofJob('slow'), spent: attempts.spent(), last: runs.last('shotlist.yaml') }
      journal.close()
      return found
    }
    // Its task is paid for and still under way when the run is forgotten that submitted it.
    await render(made)
    for (let nth = 0; nth < 13; nth += 1) await render(made, { only: ['quick'] })
    const before = known()
    expect(before.slow).toMatchObject([{ state: 'answered', taskId: 'task-1' }])

    const dry = await runVerb(gc, { cwd: made.path })
    expect(dry.stdout).toMatch(/^\d+ events of 2 old runs can go: .*Nothing was removed/)
    expect(known()).toEqual(before)
    const wet = await runVerb(gc, { cwd: made.path, options: { yes: true, json: true } })
    expect(JSON.parse(wet.stdout)).toMatchObject({ removed: true, bytes: 0, files: [], journal: { runs: 2 } })
    expect(known()).toEqual(before)
    expect((await runVerb(gc, { cwd: made.path })).stdout).toContain('Everything that is kept is needed')

    made.server.play({})
    expect((await render(made)).status).toBe(0)
    expect(made.server.submissions).toHaveLength(2)
  })
})

test('run, with some jobs only, keeps what the lockfile says of the others', async () => {
  const made = await project({ manifest: jobs() })
  await render(made)
  const lock = await made.read('shotlist.lock.yaml')
  const before = await stat(join(made.path, 'shotlist.lock.yaml'))
  await render(made, { only: ['cup'] })
  expect(await made.read('shotlist.lock.yaml')).toEqual(lock)
  await render(made, { only: ['cup'], force: ['cup'] })
  const after = String(await made.read('shotlist.lock.yaml'))
  expect(after).toContain('hero.mp4')
  expect((await stat(join(made.path, 'shotlist.lock.yaml'))).mtimeMs).toBeGreaterThan(before.mtimeMs)
})

test('every field of what these verbs write is on the page that documents it', async () => {
  const page = await readFile(new URL('../../../../docs/json.md', import.meta.url), 'utf8')
  const made = await project({
    manifest: jobs().replace('further', 'refused'),
    onSubmit: ({ prompt }, nth) => (prompt === 'refused' ? 'refused' : nth === 0 ? 'full' : 'ok'),
  })
  const first = await render(made)
  const second = await render(made)
  await rm(join(made.path, 'renders/cup.mp4'))
  const at = { cwd: made.path, env: made.env, options: { json: true } }
  const pulled = await runVerb(pull, at)
  const others = await Promise.all([statusVerb, verify, gc].map((verb) => runVerb(verb, at)))
  const events = [first, second, pulled].flatMap(({ stdout }) => stdout.trim().split('\n'))
  const written = [...events, ...others.map(({ stdout }) => stdout)]
  const names = new Set(written.flatMap(namesIn))
  expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

/** The names of all fields, at any depth; places in lists are none. */
function namesIn(json: string): string[] {
  const names = new Set<string>()
  JSON.parse(json, (name, value: unknown) => {
    if (!/^\d*$/.test(name)) names.add(name)
    return value
  })
  return [...names]
}
