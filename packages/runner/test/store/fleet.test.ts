import { once } from 'node:events'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { FencedError, SubmittedElsewhereError } from '../../src/errors/fleet-errors.ts'
import { JournalTooNewError } from '../../src/errors/state-errors.ts'
import { FleetDatabase } from '../../src/store/postgres/fleet-database.ts'
import { eventsAfter, openFleetJournal } from '../../src/store/postgres/fleet-journal.ts'
import { fenceDeadWorkers, forgetFenced } from '../../src/store/postgres/fleet-worker.ts'
import { TAKE_MIGRATION_LOCK } from '../../src/store/postgres/migrate.ts'
import { MIGRATIONS } from '../../src/store/postgres/migrations.ts'
import { PASSWORD, type PostgresServer, postgresForThisFile } from '../harness/postgres-server.ts'
import { ACCOUNT, attemptRecord, eventOf, fileRecord, fleetDatabase, fleetJournal, fleetWorker, jobRecord } from './homes.ts'
import { TcpRelay } from './tcp-relay.ts'

const found = postgresForThisFile()

describe.skipIf(found === undefined)('a fleet', () => {
  const server = found as PostgresServer

  /** A worker whose connections lead through a relay. */
  const relayed = async () => {
    const direct = await server.database()
    const { relay, url } = await TcpRelay.to(direct)
    return { relay, direct, ...(await fleetJournal(url)) }
  }

  describe('the schema', () => {
    test('is made once by processes that connect at the same moment', async () => {
      const url = await server.database()
      await Promise.all(Array.from({ length: 8 }, () => fleetDatabase(url)))
      expect(await server.query(url, 'SELECT version FROM shotlist.schema_version')).toEqual([{ version: MIGRATIONS.length }])
    })

    test('of a process that dies while it migrates leaves nothing behind', async () => {
      const url = await server.database()
      const dying = new Client({ connectionString: url })
      dying.on('error', () => undefined)
      await dying.connect()
      await dying.query(`BEGIN; ${TAKE_MIGRATION_LOCK}; CREATE SCHEMA shotlist; ${MIGRATIONS[0]}`)
      const connected = fleetDatabase(url)
      const waiting = () => server.query(url, "SELECT 1 AS one FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
      await expect.poll(waiting).toEqual([{ one: 1 }])
      await server.query(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
      await connected
      expect(await server.query(url, 'SELECT version FROM shotlist.schema_version')).toEqual([{ version: MIGRATIONS.length }])
    })

    test('of a newer version is not touched, also by a process that was connected before', async () => {
      const url = await server.database()
      const { journal } = await fleetJournal(url)
      await server.query(url, 'UPDATE shotlist.schema_version SET version = 99')
      await expect(FleetDatabase.connect(url)).rejects.toThrow(/has schema 99; this version of Shotlist reads schemas up to \d/)
      await expect(journal.write(() => journal.jobs.save(jobRecord('clip')))).rejects.toThrow(JournalTooNewError)
      expect(await server.query(url, 'SELECT * FROM shotlist.jobs')).toEqual([])
    })

    test('needs a database in UTF-8', async () => {
      const url = await server.database()
      await server.query(url, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
      const latin = new URL(url)
      latin.pathname = '/latin'
      await expect(FleetDatabase.connect(latin.href)).rejects.toThrow(/\/latin has the encoding LATIN1/)
    })
  })

  describe('a worker', () => {
    test('that was fenced writes nothing, and learns it', async () => {
      const url = await server.database()
      const { database, worker, journal } = await fleetJournal(url)
      const other = await fleetWorker(url)
      await journal.write(() => journal.attempts.save(attemptRecord('before')))
      await database.query("UPDATE shotlist.workers SET seen_at = 'infinity' WHERE id = $1", [other.worker.id])
      await database.query("UPDATE shotlist.workers SET seen_at = now() - interval '1 hour', fenced = true WHERE id = $1", [worker.id])
      expect(await fenceDeadWorkers(other.database)).toEqual([worker.id])

      await expect(journal.write(() => journal.attempts.save(attemptRecord('clip')))).rejects.toThrow(FencedError)
      await expect(journal.write(() => journal.attempts.save(attemptRecord('later')))).rejects.toThrow(FencedError)
      expect(worker.lost.reason).toBeInstanceOf(FencedError)
      await expect(worker.confirm()).rejects.toThrow(FencedError)
      expect(await server.query(url, 'SELECT job FROM shotlist.attempts')).toEqual([{ job: 'before' }])

      // The process that fences may die: others see the fenced worker until its work is with others.
      expect(await fenceDeadWorkers(database)).toEqual([worker.id])
      await forgetFenced(database, [worker.id, other.worker.id])
      expect(await fenceDeadWorkers(database)).toEqual([])
      expect(await server.query(url, 'SELECT id FROM shotlist.workers')).toEqual([{ id: other.worker.id }])
    })

    test('is not fenced while it sends signs of life, and leaves without a trace', async () => {
      const url = await server.database()
      const { database, worker } = await fleetWorker(url)
      await worker.heartbeat()
      await worker.confirm()
      await worker.leave()
      expect(await server.query(url, 'SELECT * FROM shotlist.workers')).toEqual([])
      await expect(worker.commit([])).rejects.toThrow(FencedError)
      expect(await fenceDeadWorkers(database)).toEqual([])
    })

    test('that slept asks before it sends whether it was fenced meanwhile', async () => {
      const url = await server.database()
      const { worker } = await fleetWorker(url)
      await worker.heartbeat()
      await server.query(url, 'UPDATE shotlist.workers SET fenced = true')
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5000 })
      onTestFinished(() => void vi.useRealTimers())
      await expect(worker.confirm()).rejects.toThrow(FencedError)
    })

    test('waits for its last commits before it leaves', async () => {
      const url = await server.database()
      const { journal, worker } = await fleetJournal(url)
      void journal.write(() => journal.jobs.save(jobRecord('a')))
      journal.writeLater(() => journal.jobs.save(jobRecord('b')))
      journal.close()
      await worker.leave()
      expect(await server.query(url, 'SELECT id FROM shotlist.jobs ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }])
    })

    test('does not submit what another has recorded, and its other journals go on', async () => {
      const url = await server.database()
      const first = await fleetJournal(url)
      const second = await fleetJournal(url)
      const beside = openFleetJournal(second.database, { project: 'beside.yaml', worker: second.worker }).journal
      const submit = (journal: typeof beside) => journal.write(() => journal.attempts.save(attemptRecord('clip')))
      await submit(first.journal)
      const told = await Promise.allSettled([submit(second.journal), beside.write(() => beside.jobs.save(jobRecord('other')))])
      expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
      await expect(submit(second.journal)).rejects.toThrow(SubmittedElsewhereError)
      await beside.write(() => beside.jobs.save(jobRecord('more')))
      expect(await server.query(url, 'SELECT id FROM shotlist.jobs ORDER BY id')).toEqual([{ id: 'more' }, { id: 'other' }])
      expect(second.worker.lost.aborted).toBe(false)
    })

    test('refuses a number that would not be the same when it is read', async () => {
      const { journal } = await fleetJournal(await server.database())
      const file = fileRecord('a.mp4', { bytes: 2 ** 60 })
      await expect(journal.write(() => journal.files.save(file))).rejects.toThrow('too large')
      expect(journal.files.all().size).toBe(0)
      await journal.write(() => journal.files.save(fileRecord('a.mp4')))
    })
  })

  describe('a lost connection', () => {
    test.each(['before', 'after', 'late'] as const)('%s a commit: it is applied once', async (cut) => {
      const { relay, direct, journal } = await relayed()
      const add = (nth: number) => journal.write(() => journal.runs.addEvent(eventOf('run-1', { nth })))
      await add(0)
      relay.cutAtNext('events_inserted', cut)
      await add(1)
      await relay.releaseLate()
      await add(2)
      await add(3)
      const events = await server.query(direct, 'SELECT event FROM shotlist.events ORDER BY seq')
      expect(events.map(({ event }) => (JSON.parse(String(event)) as { nth: number }).nth)).toEqual([0, 1, 2, 3])
    })

    test('a commit that was given up is refused when it comes late', async () => {
      const { relay, direct, journal, database } = await relayed()
      const query = database.query.bind(database)
      let isGivenUp = false
      vi.spyOn(database, 'query').mockImplementation(async (text, values) => {
        if (isGivenUp) await relay.releaseLate()
        const rows = await query(text, values)
        isGivenUp = text.includes('CASE commits')
        return rows
      })
      relay.cutAtNext('events_inserted', 'late')
      await journal.write(() => journal.runs.addEvent(eventOf('run-1', { nth: 0 })))
      expect(await server.query(direct, 'SELECT count(*)::integer AS events FROM shotlist.events')).toEqual([{ events: 1 }])
    })

    test('writes wait for the database, and nothing is lost when it is back', async () => {
      const { relay, direct, journal, worker } = await relayed()
      await journal.write(() => journal.jobs.save(jobRecord('before')))
      relay.down()
      let isWritten = false
      const writes = Promise.all(
        Array.from({ length: 20 }, (_, nth) => journal.write(() => journal.jobs.save(jobRecord(`clip-${nth}`)))),
      ).then(() => (isWritten = true))
      await expect(worker.heartbeat()).rejects.toThrow('cannot be reached')
      expect(isWritten).toBe(false)
      relay.up()
      await writes
      expect(await server.query(direct, 'SELECT count(*)::integer AS jobs FROM shotlist.jobs')).toEqual([{ jobs: 21 }])
    })

    test('a worker that was fenced while it was cut off learns it when it is back', async () => {
      const { relay, direct, journal, worker } = await relayed()
      relay.down()
      const written = journal.write(() => journal.attempts.save(attemptRecord('clip')))
      await server.query(direct, 'UPDATE shotlist.workers SET fenced = true')
      relay.up()
      await expect(written).rejects.toThrow(FencedError)
      expect(worker.lost.aborted).toBe(true)
      expect(await server.query(direct, 'SELECT * FROM shotlist.attempts')).toEqual([])
    })

    test('that lasts too long ends the worker', async () => {
      const { relay, url } = await TcpRelay.to(await server.database())
      const { journal, worker } = await fleetJournal(url, { patienceMs: 0 })
      relay.down()
      const lost = once(worker.lost, 'abort')
      const writes = ['a', 'b'].map((id) => journal.write(() => journal.jobs.save(jobRecord(id))))
      for (const written of writes) await expect(written).rejects.toThrow('cannot be reached')
      await lost
      relay.up()
      await expect(journal.write(() => journal.jobs.save(jobRecord('later')))).rejects.toThrow('cannot be reached')
    })

    test('what was confirmed survives a crash of the server, whatever its settings', async () => {
      const url = await server.database()
      await server.query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
      const { journal } = await fleetJournal(url)
      await journal.write(() => journal.jobs.save(jobRecord('before')))
      await server.stop('QUIT')
      await server.start()
      await journal.write(() => journal.jobs.save(jobRecord('after')))
      expect(await server.query(url, 'SELECT id FROM shotlist.jobs ORDER BY id')).toEqual([{ id: 'after' }, { id: 'before' }])
    })
  })

  describe('a journal', () => {
    test('loads only what is asked for, and never the history of a job with the same name in another project', async () => {
      const url = await server.database()
      const one = await fleetJournal(url, { project: 'one.yaml' })
      const two = await fleetJournal(url, { project: 'two.yaml' })
      await one.journal.write(() => {
        for (const id of ['hero', 'other']) {
          one.journal.jobs.save(jobRecord(id))
          one.journal.files.save(fileRecord(id))
          one.journal.attempts.save(attemptRecord(id, { taskId: `task of ${id}`, state: 'succeeded' }))
        }
        one.journal.maybeSent.note(['hero', 'other'])
        one.journal.attempts.save(attemptRecord('dear', { state: 'succeeded', estimated: 1, charged: 3 }))
        one.journal.attempts.save(attemptRecord('dear', { number: 2, state: 'succeeded', estimated: 1, charged: 2 }))
        for (const account of [ACCOUNT, 'another'])
          one.journal.uploads.save({ source: 'sha256:1', provider: 'tiny', account, operation: 'upload', value: account })
        one.journal.sharedArtifacts.add('s3', 'fingerprint of hero')
      })
      await two.journal.write(() => {
        two.journal.jobs.save(jobRecord('hero', { fingerprint: 'another' }))
        two.journal.attempts.save(attemptRecord('hero', { fingerprint: 'another' }))
      })
      const { journal, load } = openFleetJournal(one.database, { project: 'one.yaml' })
      await load({ jobs: ['hero'], accounts: [ACCOUNT], operations: [{ provider: 'tiny', operation: 'text-to-video' }] })
      expect([...journal.jobs.all().keys()]).toEqual(['hero'])
      expect([...journal.files.all().keys()]).toEqual(['hero'])
      expect([...journal.maybeSent.all().keys()]).toEqual(['hero'])
      expect(journal.attempts.ofJob('hero').map(({ fingerprint }) => fingerprint)).toEqual(['fingerprint of hero'])
      expect(journal.attempts.ofJob('other')).toEqual([])
      expect(journal.attempts.overcharges()).toEqual([{ provider: 'tiny', operation: 'text-to-video', factor: 3 }])
      const upload = { source: 'sha256:1', provider: 'tiny', operation: 'upload' }
      expect([ACCOUNT, 'another'].map((account) => journal.uploads.find({ ...upload, account }))).toEqual([ACCOUNT, undefined])

      await load({ tasks: ['task of other'], keys: ['key of dear'], fingerprints: ['another', 'fingerprint of hero'] })
      expect(journal.attempts.ofTask('task of other', 'tiny')?.job).toBe('other')
      expect(journal.attempts.ofFingerprint('fingerprint of dear')).toHaveLength(2)
      expect(journal.attempts.ofFingerprint('another')).toHaveLength(1)
      expect(journal.sharedArtifacts.of('s3')).toEqual(new Set(['fingerprint of hero']))

      await load({ jobs: 'all' })
      expect([...journal.jobs.all().keys()].toSorted()).toEqual(['hero', 'other'])
    })

    test('sees what others have changed and removed when it loads again', async () => {
      const url = await server.database()
      const { journal } = await fleetJournal(url)
      await journal.write(() => {
        journal.jobs.save(jobRecord('clip'))
        journal.maybeSent.note(['clip'])
      })
      const reader = openFleetJournal(await fleetDatabase(url), { project: 'launch.yaml' })
      await reader.load({ jobs: ['clip'] })
      expect(reader.journal.maybeSent.has('clip')).toBe(true)
      await journal.write(() => {
        journal.jobs.save(jobRecord('clip', { updatedAt: 'later' }))
        journal.maybeSent.remove('clip')
      })
      await reader.load({ jobs: ['clip'] })
      expect(reader.journal.jobs.get('clip')?.updatedAt).toBe('later')
      expect(reader.journal.maybeSent.has('clip')).toBe(false)
      await expect(reader.journal.write(() => reader.journal.jobs.save(jobRecord('clip')))).rejects.toThrow('was opened for reading')
    })

    test('shows the events of a run in an order in which a reader misses none', async () => {
      const url = await server.database()
      const writers = await Promise.all([fleetJournal(url), fleetJournal(url), fleetJournal(url)])
      const database = await fleetDatabase(url)
      const seen: { writer: number; nth: number }[] = []
      let after = '0'
      const look = async () => {
        for (const { seq, event } of await eventsAfter(database, 'run-1', { after, limit: 7 })) {
          expect(BigInt(seq)).toBeGreaterThan(BigInt(after))
          after = seq
          seen.push(event as { writer: number; nth: number })
        }
      }
      const writing = Promise.all(
        writers.map(async ({ journal }, writer) => {
          for (let nth = 0; nth < 60; nth += 1) {
            const written = journal.write(() => journal.runs.addEvent(eventOf('run-1', { writer, nth })))
            if (nth % 3 === 0) await written
          }
          await journal.write(() => undefined)
        }),
      )
      while (seen.length < 180) await look()
      await writing
      for (const writer of [0, 1, 2])
        expect(seen.filter((event) => event.writer === writer).map(({ nth }) => nth)).toEqual(Array.from({ length: 60 }, (_, nth) => nth))
    })
  })

  test('the password is in no message and not in the database', async () => {
    const url = await server.database()
    const { database, journal } = await fleetJournal(url)
    await journal.write(() => journal.jobs.save(jobRecord('clip')))
    const wrong = new URL(url)
    wrong.password = 'wrong horse'
    const closed = new URL(url)
    closed.port = '1'
    const errors = await Promise.all(
      [wrong.href, closed.href, `${url}x`, url.replace('postgres://', 'mysql://'), url.replace('@', ' @@'), 'postgres'].map((one) =>
        FleetDatabase.connect(one).then(
          () => '',
          (error: unknown) => `${String(error)} ${JSON.stringify(error)}`,
        ),
      ),
    )
    errors.push(await database.query('SELECT nothing').then(() => '', String))
    for (const text of [...errors, server.dump(url)]) {
      expect(text).not.toBe('')
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'wrong horse']) expect(text).not.toContain(secret)
    }
  })
})
