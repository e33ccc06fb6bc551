import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { JOB_KEYS, MANIFEST_KEYS } from '@shotlist/codegen/manifest-keys'
import { expect, test } from 'vitest'
import type { VerbOptions } from '../src/cli/verb.ts'
import { run as runVerbItself } from '../src/cli/verbs/run/run.ts'
import { status as statusVerb } from '../src/cli/verbs/status/status.ts'
import { ManifestError } from '../src/errors/input-errors.ts'
import { Journal } from '../src/store/journal/journal.ts'
import { type Project, project } from './harness/project.ts'
import { runVerb } from './verbs/run-verb.ts'

const MANIFEST = `
env: [CAMPAIGN]
jobs:
  fox: { uses: text-to-video, with: { prompt: "a fox \${{ env.CAMPAIGN }}" }, output: fox.mp4 }
  row:
    foreach: rows.csv
    uses: text-to-video
    with: { prompt: "\${{ row.prompt }}" }
    output: rows/\${{ row.id }}.mp4
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.fox.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`

type Event = Readonly<Record<string, unknown>>
type Ran = { readonly status: number; readonly stderr: string; readonly events: readonly Event[] }

async function made(): Promise<Project> {
  const here = await project({ manifest: MANIFEST, files: { 'rows.csv': 'id,prompt\n1,an owl\n2,a hare\n' } })
  // A document that was just written might be written again while it is read.
  await utimes(join(here.path, 'tiny.openapi.yaml'), LONG_AGO, LONG_AGO)
  return here
}

const LONG_AGO = new Date('2020-01-01')

type Given = { readonly manifest?: string; readonly options?: VerbOptions; readonly more?: Readonly<Record<string, string>> }

async function run({ path, env }: Project, { manifest = 'shotlist.yaml', options, more }: Given = {}): Promise<Ran> {
  const given = {
    cwd: path,
    args: [manifest],
    options: { yes: true, json: true, ...options },
    env: { ...env, CAMPAIGN: 'at dawn', ...more },
  }
  const { status, stdout, stderr } = await runVerb(runVerbItself, given).catch((error: unknown) => {
    if (error instanceof ManifestError) return { status: 2, stdout: '', stderr: '' }
    throw error
  })
  return { status, stderr, events: stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Event])) }
}

/** What cannot be the same in two runs left out. */
function comparable({ status, stderr, events }: Ran) {
  return {
    status,
    stderr: stderr.replaceAll(/ in [\d.]+ s\b/g, ' in some time'),
    events: events
      .map(({ at: _at, run: _run, seconds: _seconds, ...event }) => event)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  }
}

/** Takes away what lets a run know that nothing changed, and runs. */
async function runWhole(here: Project, given?: Given): Promise<Ran> {
  await rm(join(here.path, '.shotlist/unchanged'), { recursive: true, force: true })
  return run(here, given)
}

/** Whoever believes the stamp says so from now on. */
async function spoilStamp(here: Project): Promise<void> {
  const stamp = '.shotlist/unchanged/shotlist.yaml.json'
  await here.write(stamp, String(await here.read(stamp)).replace('"name":"shotlist"', '"name":"from the stamp"'))
}

function count({ events }: Ran, kind: string) {
  return events.filter(({ event }) => event === kind).length
}

test('a run in which nothing changed says what the whole run says, and leaves the same', async () => {
  const here = await made()
  expect((await run(here)).status).toBe(0)
  const requests = here.server.requests.length
  const quick = await run(here)
  const again = await run(here)
  const whole = await runWhole(here)
  expect(comparable(quick)).toEqual(comparable(whole))
  expect(comparable(again)).toEqual(comparable(whole))
  expect(count(quick, 'job.cached')).toBe(4)
  expect(here.server.requests.length).toBe(requests)
  const status = await runVerb(statusVerb, { cwd: here.path, env: here.env, options: { json: true } })
  expect(JSON.parse(status.stdout)).toMatchObject({ run: { verb: 'run', outcome: 'done' } })
})

test('the manifest is not read: what is told comes from the stamp', async () => {
  const here = await made()
  await run(here)
  await spoilStamp(here)
  expect((await run(here)).events[0]).toMatchObject({ event: 'run.started', name: 'from the stamp' })
})

test('a manifest that cannot be parsed is not read while nothing changed, and is told of at once when its text is other', async () => {
  const here = await made()
  await run(here)
  const { mtime, atime } = await stat(join(here.path, 'shotlist.yaml'))
  await writeFile(join(here.path, 'shotlist.yaml'), 'jobs: [')
  // The time of its last change is as it was: only the content tells.
  await utimes(join(here.path, 'shotlist.yaml'), atime, mtime)
  expect((await run(here)).status).toBe(2)
})

type Change = { change(here: Project): Promise<unknown>; given?: Given; cached: number; submitted: number; done: number }

async function nothing() {
  return undefined
}

const CHANGES: Readonly<Record<string, Change>> = {
  'a row': { change: (here) => here.write('rows.csv', 'id,prompt\n1,an owl\n2,a hart\n'), cached: 3, submitted: 1, done: 1 },
  'a variable': { change: nothing, given: { more: { CAMPAIGN: 'at dusk' } }, cached: 2, submitted: 2, done: 2 },
  'an output that is gone': { change: (here) => rm(join(here.path, 'renders/fox.mp4')), cached: 3, submitted: 0, done: 1 },
  'an output that was touched': { change: (here) => utimes(join(here.path, 'renders/fox.mp4'), 1, 1), cached: 4, submitted: 0, done: 0 },
  'the lockfile': { change: (here) => rm(join(here.path, 'shotlist.lock.yaml')), cached: 4, submitted: 0, done: 0 },
  'the document': {
    change: async (here) => here.write('tiny.openapi.yaml', `${await here.read('tiny.openapi.yaml')}# one more line\n`),
    cached: 4,
    submitted: 0,
    done: 0,
  },
  'a forced job': { change: nothing, given: { options: { force: ['longer'] } }, cached: 3, submitted: 1, done: 1 },
  'a choice of jobs': { change: nothing, given: { options: { only: ['fox'] } }, cached: 1, submitted: 0, done: 0 },
  'the journal': {
    change: writeToJournal,
    cached: 4,
    submitted: 0,
    done: 0,
  },
}

/** As another verb might. */
async function writeToJournal({ path }: Project): Promise<void> {
  const journal = Journal.open(join(path, '.shotlist/journal.db'), 'shotlist.yaml')
  await journal.write(() => journal.runs.addEvent({ run: 'another', at: new Date().toISOString() }))
  journal.close()
}

test.each(Object.entries(CHANGES))('%s leads to the whole run, and to what it does', async (_name, { change, given, ...counts }) => {
  const here = await made()
  await run(here)
  await spoilStamp(here)
  await change(here)
  const whole = await run(here, given)
  expect(whole.status).toBe(0)
  expect(whole.events[0]).toMatchObject({ event: 'run.started', name: 'shotlist' })
  expect({ cached: count(whole, 'job.cached'), submitted: count(whole, 'job.submitted'), done: count(whole, 'job.done') }).toEqual(counts)
  expect(count(await run(here, defined({ more: given?.more ? given.more : undefined })), 'job.cached')).toBe(4)
})

test('each manifest of a folder is known by itself', async () => {
  const here = await made()
  const other = (await here.read('shotlist.yaml')).toString().replaceAll('.mp4', '-b.mp4')
  await here.write('other.yaml', other)
  await run(here)
  expect((await run(here, { manifest: 'other.yaml' })).status).toBe(0)
  for (const manifest of ['shotlist.yaml', 'other.yaml', 'shotlist.yaml'])
    expect(count(await run(here, { manifest }), 'job.cached')).toBe(4)
})

// A key that this test does not know may do something in every run, whether anything is to be rendered or not (`notify:`, say). If it does,
// `makeStamp` makes no stamp of a manifest that has it, so that its runs are whole. Then the key is added here.
test('no key of a manifest does anything in a run with nothing to render', () => {
  const known = {
    manifest: 'artifacts budget concurrency defaults env jobs name output_dir providers stop_after vars version',
    job: 'foreach matrix needs output pick provider retries retry_on seed tags takes timeout uses with',
  }
  expect({ manifest: Object.keys(MANIFEST_KEYS).toSorted().join(' '), job: Object.keys(JOB_KEYS).toSorted().join(' ') }).toEqual(known)
})

test.each(['notify', 'ui'])('an option that is not known to change nothing leads to the whole run: %s', async (option) => {
  const here = await made()
  await run(here)
  await spoilStamp(here)
  expect((await run(here, { options: { [option]: true } })).events[0]).toMatchObject({ name: 'shotlist' })
})
