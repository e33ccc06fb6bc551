import { describe, expect, test } from 'vitest'
import type { Journal } from '../../src/store/journal/journal.ts'
import { postgresForThisFile } from '../harness/postgres-server.ts'
import { ACCOUNT, attemptRecord, eventOf, fileRecord, jobRecord, postgresKind, SQLITE_FILE, SQLITE_MEMORY } from './homes.ts'

const server = postgresForThisFile()
const kept = [SQLITE_FILE, ...(server === undefined ? [] : [postgresKind(server)])]

/** Texts that a home may take for something else. */
const ODD = `'; DROP TABLE jobs; -- "\\u0000" \0 \u0001 \u00010 \n\t 😀 ${'x'.repeat(9000)}`
/** Numbers whose neighbours differ in the last bit. */
const EXACT = [0.1 + 0.2, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e21, -0.1]

function uploadOf(source: string) {
  return { source, provider: 'tiny', account: ACCOUNT, operation: 'upload', value: `id of ${source}` }
}

/** Everything that a journal says. */
function everything(journal: Journal) {
  return {
    jobs: [...journal.jobs.all().values()].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    attempts: [...journal.jobs.all().keys()].toSorted().flatMap((job) => journal.attempts.ofJob(job)),
    files: [...journal.files.all().values()].toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    upload: journal.uploads.find(uploadOf(`url:https://example.com/${ODD}`)),
    maybeSent: journal.maybeSent.all(),
    facts: [journal.maybeSent.knowsRun('run-0'), journal.maybeSent.needsNoting, journal.notices.has('key'), journal.notices.has('other')],
    shared: journal.sharedArtifacts.of('s3://bucket'),
    runs: journal.runs.latest(10),
    events: ['run-1', 'run-2'].map((run) => journal.runs.eventsOf(run)),
    sums: [journal.attempts.spent(), journal.attempts.overcharges(), journal.attempts.unsettled().length],
  }
}

async function writeEverything(journal: Journal): Promise<void> {
  const state = { phase: 'sent', attempt: 1, key: 'key', maybeSent: true } as const
  await journal.write(() => {
    journal.jobs.save(jobRecord('clip-1'))
    journal.jobs.save(jobRecord(ODD, { state, output: ODD, fingerprint: 'odd' }))
    journal.maybeSent.noteLostRecords()
    journal.maybeSent.note(['clip-1', ODD, 'gone'])
    journal.maybeSent.noteInFlight({ run: 'run-0', since: '2026-01-01', jobs: ['clip-2'] })
    journal.attempts.save(attemptRecord('clip-1', { request: { prompt: `${ODD}\ud83d`, seed: 2 ** 60 } }))
    for (const [nth, estimated] of EXACT.entries())
      journal.attempts.save(attemptRecord(ODD, { fingerprint: 'odd', number: nth + 1, state: 'failed', estimated, charged: estimated }))
    journal.attempts.save(attemptRecord(ODD, { fingerprint: 'odd', number: 90, state: 'succeeded', estimated: 3, charged: 4, taskId: ODD }))
    journal.files.save(fileRecord('a.mp4', { bytes: Number.MAX_SAFE_INTEGER, modifiedMs: 1_700_000_000_000.25, media: { seconds: 4.96 } }))
    journal.files.save(fileRecord(`${ODD}.mp4`, { state: 'checked', replaces: 'b'.repeat(64) }))
    journal.uploads.save(uploadOf(`url:https://example.com/${ODD}`))
    journal.notices.add('key')
    journal.notices.add('key')
    journal.sharedArtifacts.add('s3://bucket', 'odd')
    journal.runs.save({ id: 'run-2', verb: 'run', manifest: '/project/launch.yaml', startedAt: '2026-01-02' })
    journal.runs.save({ id: 'run-1', verb: 'run', manifest: '/project/launch.yaml', startedAt: '2026-01-01' })
    for (let nth = 0; nth < 300; nth += 1)
      journal.runs.addEvent(eventOf(`run-${(nth % 2) + 1}`, { nth, text: ODD }, `2026-01-0${9 - (nth % 9)}`))
  })
  await journal.write(() => {
    journal.maybeSent.remove('gone')
    journal.jobs.save(jobRecord('clip-1', { state: { phase: 'ready', attempt: 2 } }))
    journal.attempts.save(attemptRecord('clip-1', { state: 'answered', taskId: 'task', request: { seed: 2 ** 60 }, sentAt: '2026-01-01' }))
  })
}

describe.each([SQLITE_MEMORY, ...kept])('$name', ({ place }) => {
  test('says what was written', async () => {
    const journal = await (await place()).open()
    await writeEverything(journal)
    const said = everything(journal)
    expect(said.jobs.map(({ id }) => id).toSorted()).toEqual(['clip-1', ODD].toSorted())
    expect(said.jobs.find(({ id }) => id === ODD)?.state).toEqual({ phase: 'sent', attempt: 1, key: 'key', maybeSent: true })
    expect(journal.attempts.ofFingerprint('odd').map(({ estimated }) => estimated)).toEqual([...EXACT, 3])
    expect(journal.attempts.ofFingerprint('odd').at(-1)?.taskId).toBe(ODD)
    expect(journal.attempts.ofJob('clip-1')).toEqual([
      attemptRecord('clip-1', { state: 'answered', taskId: 'task', request: { seed: 2 ** 60 }, sentAt: '2026-01-01' }),
    ])
    expect(said.upload).toBe(`id of url:https://example.com/${ODD}`)
    expect([...said.maybeSent.keys()].toSorted()).toEqual(['clip-1', 'clip-2', ODD].toSorted())
    expect(said.facts).toEqual([true, false, true, false])
    expect(said.runs.map(({ id }) => id)).toEqual(['run-2', 'run-1'])
    expect(said.events.map((events) => events.map((event) => (event as { nth: number }).nth))).toEqual(
      [0, 1].map((first) => Array.from({ length: 150 }, (_, nth) => 2 * nth + first)),
    )
  })

  test('applies and confirms writes in the order of the calls', async () => {
    const journal = await (await place()).open()
    const order: number[] = []
    const writes = Array.from({ length: 50 }, async (_, nth) => {
      await journal.write(() => journal.jobs.save(jobRecord('clip', { updatedAt: String(nth) })))
      order.push(nth)
    })
    journal.writeLater(() => journal.jobs.save(jobRecord('clip', { updatedAt: 'last' })))
    await Promise.all(writes)
    await journal.write(() => undefined)
    expect(order).toEqual(Array.from({ length: 50 }, (_, nth) => nth))
    expect(journal.jobs.get('clip')?.updatedAt).toBe('last')
  })

  test('a write that fails is undone as a whole, and does not affect those beside it', async () => {
    const journal = await (await place()).open()
    const told = await Promise.allSettled([
      journal.write(() => journal.jobs.save(jobRecord('before'))),
      journal.write(() => {
        journal.jobs.save(jobRecord('undone'))
        throw new Error('no')
      }),
      journal.write(() => journal.jobs.save(jobRecord('after'))),
    ])
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect([...journal.jobs.all().keys()].toSorted()).toEqual(['after', 'before'])
  })

  test('after a flush that failed, nothing is written any more', async () => {
    const { journal, breakFlush } = await (await place()).openBreakable()
    await journal.write(() => journal.jobs.save(jobRecord('before')))
    await breakFlush()
    const failed = journal.write(() => journal.attempts.save(attemptRecord('clip')))
    const [reason] = await Promise.allSettled([failed])
    expect(reason).toMatchObject({ status: 'rejected', reason: { code: expect.stringMatching(/^(state-not-writable|fleet-database)$/) } })
    const later = await Promise.allSettled([journal.write(() => journal.jobs.save(jobRecord('later'))), journal.write(() => undefined)])
    expect(later).toEqual([reason, reason])
    expect(journal.jobs.get('later')).toBeUndefined()
  })
})

describe.each(kept)('$name, for several processes', ({ place }) => {
  test('keeps everything when it is closed and opened again', async () => {
    const { open } = await place()
    const journal = await open()
    await writeEverything(journal)
    const said = everything(journal)
    expect(everything(await open())).toEqual(said)
    journal.close()
    const again = await open()
    expect(everything(again)).toEqual(said)
    await again.write(() => again.runs.forgetOld())
    expect(everything(await open()).events).toEqual(said.events)
  })

  test('what is confirmed is seen by the next that opens it, and there is one row for each key', async () => {
    const { open } = await place()
    const journals = [await open(), await open(), await open()]
    await Promise.all(
      journals.flatMap((journal, writer) =>
        Array.from({ length: 40 }, async (_, nth) => {
          await journal.write(() => {
            journal.jobs.save(jobRecord(`clip-${nth}`, { updatedAt: `by ${writer}` }))
            journal.attempts.save(attemptRecord(`clip-${nth}`, { number: writer + 1, state: 'sent', key: `${nth} ${writer}` }))
            journal.runs.addEvent(eventOf('run-1', { writer, nth }))
          })
        }),
      ),
    )
    const said = await open()
    expect(said.jobs.all().size).toBe(40)
    expect(said.attempts.unsettled()).toHaveLength(120)
    expect(said.attempts.ofJob('clip-7').map(({ key }) => key)).toEqual(['7 0', '7 1', '7 2'])
    const events = said.runs.eventsOf('run-1') as { writer: number; nth: number }[]
    for (const writer of [0, 1, 2])
      expect(events.filter((event) => event.writer === writer).map(({ nth }) => nth)).toEqual(Array.from({ length: 40 }, (_, nth) => nth))
  })

  test('what is waiting when a journal is closed is written', async () => {
    const { open } = await place()
    const journal = await open()
    const writes = [journal.write(() => journal.jobs.save(jobRecord('a')))]
    await new Promise((resolve) => setImmediate(resolve))
    writes.push(journal.write(() => journal.jobs.save(jobRecord('b'))))
    journal.writeLater(() => journal.jobs.save(jobRecord('c')))
    journal.close()
    await Promise.all(writes)
    expect([...(await open()).jobs.all().keys()].toSorted()).toEqual(['a', 'b', 'c'])
  })

  test('runs that no report shows are deleted with their events', async () => {
    const { open } = await place()
    const journal = await open()
    await journal.write(() => {
      for (let nth = 1; nth <= 14; nth += 1) {
        journal.runs.save({ id: `run-${nth}`, verb: 'run', manifest: 'launch.yaml', startedAt: '' })
        journal.runs.addEvent({ run: `run-${nth}`, at: '' })
      }
    })
    await journal.write(() => journal.runs.forgetOld())
    const said = await open()
    expect(said.runs.latest(99).map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, nth) => `run-${nth + 3}`))
    expect(said.runs.eventsOf('run-1')).toEqual([])
  })
})
