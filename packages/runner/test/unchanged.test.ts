import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { JOB_KEYS, MANIFEST_KEYS } from '@shotlist/codegen/manifest-keys'
import { expect, test } from 'vitest'
import type { VerbOptions } from '../src/cli/verb.ts'
import { run as runVerbItself } from '../src/cli/verbs/render/run/run.ts'
import { status as statusVerb } from '../src/cli/verbs/render/status/status.ts'
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
  // A document that was just written would count as changed while it is read.
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

/** What a run reported, without what differs in every run. */
function comparable({ status, stderr, events }: Ran) {
  return {
    status,
    stderr: stderr.replaceAll(/ in [\d.]+ s\b/g, ' in some time'),
    events: events
      .map(({ at: _at, run: _run, seconds: _seconds, ...event }) => event)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  }
}

/** Deletes the stamps, so that the run is a full one. */
async function runFull(here: Project, given?: Given): Promise<Ran> {
  await rm(join(here.path, '.shotlist/unchanged'), { recursive: true, force: true })
  return run(here, given)
}

/** Changes the name in the stamp. A run that uses the stamp reports this name. */
async function markStamp(here: Project): Promise<void> {
  const stamp = '.shotlist/unchanged/shotlist.yaml.json'
  await here.write(stamp, String(await here.read(stamp)).replace('"name":"shotlist"', '"name":"from the stamp"'))
}

function count({ events }: Ran, kind: string) {
  return events.filter(({ event }) => event === kind).length
}

test('a run without changes reports what a full run reports, and leaves the same', async () => {
  const here = await made()
  expect((await run(here)).status).toBe(0)
  const requests = here.server.requests.length
  const quick = await run(here)
  const again = await run(here)
  const full = await runFull(here)
  expect(comparable(quick)).toEqual(comparable(full))
  expect(comparable(again)).toEqual(comparable(full))
  expect(count(quick, 'job.cached')).toBe(4)
  expect(here.server.requests.length).toBe(requests)
  const status = await runVerb(statusVerb, { cwd: here.path, env: here.env, options: { json: true } })
  expect(JSON.parse(status.stdout)).toMatchObject({ run: { verb: 'run', outcome: 'done' } })
})

test('the manifest is not parsed: the events come from the stamp', async () => {
  const here = await made()
  await run(here)
  await markStamp(here)
  expect((await run(here)).events[0]).toMatchObject({ event: 'run.started', name: 'from the stamp' })
})

test('a manifest whose text has changed is parsed, also if its time is the same', async () => {
  const here = await made()
  await run(here)
  const { mtime, atime } = await stat(join(here.path, 'shotlist.yaml'))
  await writeFile(join(here.path, 'shotlist.yaml'), 'jobs: [')
  // The time of its last change is the same: only the content differs.
  await utimes(join(here.path, 'shotlist.yaml'), atime, mtime)
  expect((await run(here)).status).toBe(2)
})

type Change = { change(here: Project): Promise<unknown>; given?: Given; cached: number; submitted: number; done: number }

async function nothing() {
  return undefined
}

const CHANGES: Readonly<Record<string, Change>> = {
  'a changed row': { change: (here) => here.write('rows.csv', 'id,prompt\n1,an owl\n2,a hart\n'), cached: 3, submitted: 1, done: 1 },
  'a changed variable': { change: nothing, given: { more: { CAMPAIGN: 'at dusk' } }, cached: 2, submitted: 2, done: 2 },
  'a deleted output': { change: (here) => rm(join(here.path, 'renders/fox.mp4')), cached: 3, submitted: 0, done: 1 },
  'a touched output': { change: (here) => utimes(join(here.path, 'renders/fox.mp4'), 1, 1), cached: 4, submitted: 0, done: 0 },
  'a deleted lockfile': { change: (here) => rm(join(here.path, 'shotlist.lock.yaml')), cached: 4, submitted: 0, done: 0 },
  'a changed document': {
    change: async (here) => here.write('tiny.openapi.yaml', `${await here.read('tiny.openapi.yaml')}# one more line\n`),
    cached: 4,
    submitted: 0,
    done: 0,
  },
  'a forced job': { change: nothing, given: { options: { force: ['longer'] } }, cached: 3, submitted: 1, done: 1 },
  'a selection of jobs': { change: nothing, given: { options: { only: ['fox'] } }, cached: 1, submitted: 0, done: 0 },
  'a write to the journal': {
    change: writeToJournal,
    cached: 4,
    submitted: 0,
    done: 0,
  },
}

/** Writes to the journal, as another verb might. */
async function writeToJournal({ path }: Project): Promise<void> {
  const journal = Journal.open(join(path, '.shotlist/journal.db'), 'shotlist.yaml')
  await journal.write(() => journal.runs.addEvent({ run: 'another', at: new Date().toISOString() }))
  journal.close()
}

test.each(Object.entries(CHANGES))('%s leads to a full run and its results', async (_name, { change, given, ...counts }) => {
  const here = await made()
  await run(here)
  await markStamp(here)
  await change(here)
  const full = await run(here, given)
  expect(full.status).toBe(0)
  expect(full.events[0]).toMatchObject({ event: 'run.started', name: 'shotlist' })
  expect({ cached: count(full, 'job.cached'), submitted: count(full, 'job.submitted'), done: count(full, 'job.done') }).toEqual(counts)
  expect(count(await run(here, defined({ more: given?.more ? given.more : undefined })), 'job.cached')).toBe(4)
})

test('each manifest of a folder has its own stamp', async () => {
  const here = await made()
  const other = (await here.read('shotlist.yaml')).toString().replaceAll('.mp4', '-b.mp4')
  await here.write('other.yaml', other)
  await run(here)
  expect((await run(here, { manifest: 'other.yaml' })).status).toBe(0)
  for (const manifest of ['shotlist.yaml', 'other.yaml', 'shotlist.yaml'])
    expect(count(await run(here, { manifest }), 'job.cached')).toBe(4)
})

// A key that this test does not know may have an effect in every run, also if nothing is rendered (for example `notify:`). If it has,
// `makeStamp` must make no stamp of a manifest with that key, so that its runs are full ones. Then add the key here.
test('no key of a manifest has an effect in a run that renders nothing', () => {
  const known = {
    manifest: 'artifacts budget concurrency defaults env jobs name output_dir providers stop_after vars version',
    job: 'foreach if matrix needs output pick provider retries retry_on seed tags takes timeout uses with',
  }
  expect({ manifest: Object.keys(MANIFEST_KEYS).toSorted().join(' '), job: Object.keys(JOB_KEYS).toSorted().join(' ') }).toEqual(known)
})

test.each(['notify', 'ui'])('an option that may have an effect leads to a full run: %s', async (option) => {
  const here = await made()
  await run(here)
  await markStamp(here)
  expect((await run(here, { options: { [option]: true } })).events[0]).toMatchObject({ name: 'shotlist' })
})
