import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { resolve } from '../src/cli/verbs/render/resolve/resolve.ts'
import { status } from '../src/cli/verbs/render/status/status.ts'
import { JournalTooNewError } from '../src/errors/state-errors.ts'
import { Journal } from '../src/store/journal/journal.ts'
import { MIGRATIONS } from '../src/store/journal/migrations.ts'
import { begin } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'
import { folderWith, runVerb } from './verbs/run-verb.ts'

const CLIPS = 12
const jobs = `jobs:\n${Array.from({ length: CLIPS }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth}, seed: 1 } }`).join('\n')}\n`

function journalOf({ path }: Project): string {
  return join(path, '.shotlist/journal.db')
}

/** Overwrites bytes from an offset, like a failing disk. */
async function corrupt(path: string, { at, bytes }: { readonly at: number; readonly bytes: number }): Promise<void> {
  const content = await readFile(path)
  content.fill(0xa5, at, Math.min(content.length, at + bytes))
  await writeFile(path, content)
}

const DAMAGES = {
  'its header': { at: 0, bytes: 100 },
  'a page in the middle': { at: 4096 * 3, bytes: 4096 },
  'everything behind the first page': { at: 4096, bytes: 10_000_000 },
} as const

describe('a damaged journal', () => {
  test.each(Object.entries(DAMAGES))('with holes in %s is set aside; the lockfile still has what is done', async (_, damage) => {
    const made = await project({ manifest: jobs })
    await made.run()
    await corrupt(journalOf(made), damage)
    const { summary, events } = await made.run()
    expect(summary).toMatchObject({ outcome: 'done', counts: { cached: CLIPS } })
    expect(events[0]).toMatchObject({ event: 'run.warning', code: 'journal-rebuilt' })
    expect(made.server.submissions).toHaveLength(CLIPS)
    expect((await readdir(join(made.path, '.shotlist'))).some((name) => name.startsWith('journal.damaged-'))).toBe(true)
    expect((await made.run()).events[0]?.event).toBe('run.started')
  })

  test('without a lockfile: submissions are repeated with the same keys, and not paid again', async () => {
    const made = await project({ manifest: jobs })
    await made.run()
    await corrupt(journalOf(made), DAMAGES['its header'])
    await rm(join(made.path, 'shotlist.lock.yaml'))
    expect((await made.run({ overwrite: true })).summary).toMatchObject({ outcome: 'done', counts: { done: CLIPS } })
    expect(made.server.tasks.size).toBe(CLIPS)
  })

  test('of a provider without keys: nothing is submitted again until the user decides', async () => {
    const made = await project({ manifest: jobs, idempotent: false })
    await made.run()
    await corrupt(journalOf(made), DAMAGES['its header'])
    await rm(join(made.path, 'shotlist.lock.yaml'))
    await rm(join(made.path, 'renders'), { recursive: true })
    const { summary, events } = await made.run()
    expect(summary).toMatchObject({ outcome: 'decision', counts: { uncertain: CLIPS } })
    expect(events.find((event) => event.event === 'job.uncertain')).toMatchObject({
      message: expect.stringContaining('journal was damaged'),
    })
    expect(made.server.submissions).toHaveLength(CLIPS)
    // The rest of the request identifies the task.
    const asked = events.find((event) => event.event === 'job.uncertain' && event.job === 'clip3')
    expect(asked).toMatchObject({ candidates: [expect.stringMatching(/^task-/)] })
    expect(made.server.requests.filter((request) => request === 'GET /clips')).toHaveLength(1)
    const settle = (job: string, options: Record<string, unknown>) => runVerb(resolve, { cwd: made.path, args: [job], options })
    await settle('clip0', { taskId: 'task-1' })
    await settle('clip1', { resubmit: true })
    expect((await made.run()).summary).toMatchObject({ outcome: 'decision', counts: { done: 2, uncertain: CLIPS - 2 } })
    expect(made.server.submissions).toHaveLength(CLIPS + 1)
    // A job that is added later was certainly never submitted.
    await made.manifest(`${jobs}  late: { uses: text-to-video, with: { prompt: late } }\n`)
    expect((await made.run()).summary.counts).toMatchObject({ done: 1, cached: 2 })
  })

  test('keeps what can be read: a task in flight is continued, not submitted again', async () => {
    const made = await project({ manifest: jobs, onRead: () => 'working', idempotent: false })
    const abort = new AbortController()
    const running = made.run({
      signal: abort.signal,
      onEvent: (event) => event.event === 'job.submitted' && event.job === 'clip3' && abort.abort(),
    })
    await running
    const submitted = made.server.submissions.length
    const rows = new DatabaseSync(journalOf(made))
    rows.exec("PRAGMA wal_checkpoint(TRUNCATE); UPDATE jobs SET state = '{\"phase\":' WHERE id = 'clip9'")
    rows.close()
    made.server.play({ honoursKeys: false })
    const { summary } = await made.run()
    expect(summary.counts).toMatchObject({ failed: 0 })
    expect(summary.counts.done + summary.counts.uncertain).toBe(CLIPS)
    expect(made.server.submissions.length - submitted).toBe(summary.counts.done - submitted)
  })

  test('is reported by verbs that only read, which leave it as it is', async () => {
    const made = await project({ manifest: jobs })
    await made.run()
    await corrupt(journalOf(made), DAMAGES['its header'])
    const { code, stderr } = await begin(['status'], { cwd: made.path, env: {} }).finished
    expect(code).toBe(1)
    expect(stderr).toContain('journal-damaged')
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('a journal', () => {
  test('of an earlier version is migrated with all its records', async () => {
    const made = await project({ manifest: jobs })
    await made.run()
    // As version 1 wrote it.
    await rm(join(made.path, '.shotlist/journal.db-wal'), { force: true })
    const now = new DatabaseSync(journalOf(made), { readOnly: true })
    const old = join(made.path, '.shotlist/old.db')
    const before = new DatabaseSync(old)
    before.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`)
    for (const table of ['jobs', 'attempts', 'files']) {
      for (const { manifest: _manifest, result: _result, replaces: _replaces, ...row } of now.prepare(`SELECT * FROM ${table}`).all()) {
        const names = Object.keys(row)
        before.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...Object.values(row))
      }
    }
    now.close()
    before.close()
    await writeFile(journalOf(made), await readFile(old))
    expect((await runVerb(status, { cwd: made.path, options: { json: true } })).stdout).toContain('"job": "clip3"')
    await rm(join(made.path, 'shotlist.lock.yaml'))
    expect((await made.run()).summary).toMatchObject({ counts: { cached: CLIPS } })
  })

  test('of a later version is not changed', async () => {
    const made = await project({ manifest: jobs })
    await made.run()
    const newer = new DatabaseSync(journalOf(made))
    newer.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    newer.close()
    await expect(made.run()).rejects.toThrow(JournalTooNewError)
  })

  test('shows attempts and keys in status --json', async () => {
    const made = await project({ manifest: jobs, onRead: ({ id }) => (id === 'task-1' ? 'broken' : 'done') })
    await made.run()
    const { stdout } = await runVerb(status, { cwd: made.path, options: { json: true } })
    const { jobs: shown } = JSON.parse(stdout) as { jobs: { attempts: { key: string; state: string }[] }[] }
    const tried = shown.find(({ attempts }) => attempts.length === 2)
    expect(tried?.attempts.map(({ state }) => state)).toEqual(['failed', 'succeeded'])
    expect(new Set(tried?.attempts.map(({ key }) => key)).size).toBe(2)
  })
})

test('another process sees a write at once', async () => {
  const made = await project({ manifest: jobs })
  await made.run()
  const journal = Journal.openReadOnly(journalOf(made), 'shotlist.yaml')
  expect(journal.jobs.all().size).toBe(CLIPS)
  journal.close()
})

test('`last` returns the last run of the manifest, also if the clock was set back before it', async () => {
  const journal = Journal.open(join(await folderWith({}), 'journal.db'), 'a.yaml')
  onTestFinished(() => journal.close())
  const saveRun = (id: string, { manifest, day }: { manifest: string; day: number }) =>
    journal.runs.save({ id, verb: 'run', manifest, startedAt: `2026-01-0${day}T00:00:00.000Z` })
  await journal.write(() => {
    saveRun('a1', { manifest: '/project/a.yaml', day: 3 })
    saveRun('a2', { manifest: '/project/a.yaml', day: 1 })
    saveRun('b1', { manifest: '/project/b.yaml', day: 4 })
  })
  expect(journal.runs.last('a.yaml')?.id).toBe('a2')
  expect(journal.runs.last('/elsewhere/b.yaml')?.id).toBe('b1')
  expect(journal.runs.last('c.yaml')).toBeUndefined()
})

test('the last runs of each manifest are kept, and the space of the others is returned', async () => {
  const path = join(await folderWith({}), 'journal.db')
  const earlier = Journal.open(path, 'a.yaml')
  const saveRun = (id: string, { manifest, day }: { manifest: string; day: number }) => {
    const at = `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`
    earlier.runs.save({ id, verb: 'run', manifest, startedAt: at })
    for (let nth = 0; nth < 200; nth += 1) earlier.runs.addEvent({ run: id, at })
  }
  await earlier.write(() => {
    // CI checks out the same manifest in different folders.
    for (let day = 1; day <= 20; day += 1) saveRun(`a${day}`, { manifest: `/builds/${day}/a.yaml`, day })
    saveRun('b1', { manifest: '/builds/1/b.yaml', day: 1 })
    earlier.runs.addEvent({ run: 'refused before it began', at: '2026-01-01T00:00:00.000Z' })
  })
  earlier.close()
  const before = (await stat(path)).size

  const journal = Journal.open(path, 'a.yaml')
  onTestFinished(() => journal.close())
  expect(journal.runs.old()).toMatchObject({ runs: 8, events: 8 * 200 + 1 })

  await journal.write(() => journal.runs.forgetOld())
  journal.compact()
  expect(journal.runs.old()).toEqual({ runs: 0, events: 0, bytes: 0 })
  expect(journal.runs.latest(100).map(({ id }) => id)).toEqual([...Array.from({ length: 12 }, (_, nth) => `a${nth + 9}`), 'b1'])
  expect(journal.runs.eventsOf('a9')).toHaveLength(200)
  expect(journal.runs.eventsOf('a8')).toEqual([])
  journal.close()
  expect((await stat(path)).size).toBeLessThan(before)
})

test('a submission that was perhaps sent is kept under the name that it has in the journals of earlier versions', async () => {
  const made = await project({ manifest: 'jobs: {}' })
  await mkdir(join(made.path, '.shotlist'))
  const journal = Journal.open(journalOf(made), join(made.path, 'shotlist.yaml'))
  onTestFinished(() => journal.close())
  const ingredients = { provider: 'tiny', operation: 'text-to-video', request: {} }
  const state = { phase: 'sent', attempt: 1, key: 'k', maybeSent: true } as const
  await journal.write(() => journal.jobs.save({ id: 'hero', fingerprint: 'f', ingredients, state, updatedAt: '' }))
  const rows = new DatabaseSync(journalOf(made), { readOnly: true })
  const kept = rows.prepare('SELECT state FROM jobs').get()?.['state']
  rows.close()
  expect(JSON.parse(String(kept))).toEqual({ phase: 'sent', attempt: 1, key: 'k', doubt: true })
  expect(journal.jobs.get('hero')?.state).toEqual(state)
})
