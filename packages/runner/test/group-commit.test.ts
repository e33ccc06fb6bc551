import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { GroupCommit } from '../src/store/journal/group-commit.ts'
import { SqliteHome } from '../src/store/journal/home/sqlite-home.ts'
import { openDatabase } from '../src/store/journal/open-database.ts'

async function journal() {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-commit-'))
  const path = join(folder, 'journal.db')
  const database = openDatabase(path, 'shotlist.yaml')
  const commits = new GroupCommit(database, { path, home: new SqliteHome(database, { path }) })
  const other = new DatabaseSync(path, { readOnly: true })
  onTestFinished(async () => {
    commits.close()
    database.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  const insert = database.prepare("INSERT INTO lockfiles (path, sha256) VALUES (?, '')")
  const add = (name: string) => () => void insert.run(name)
  /** Reads as another process does. */
  const seen = () =>
    other
      .prepare('SELECT path FROM lockfiles ORDER BY rowid')
      .all()
      .map((row) => row['path'])
  return { commits, add, seen }
}

test('when the promise of a write resolves, others see it and the notes before it', async () => {
  const { commits, add, seen } = await journal()
  commits.writeLater(add('a'))
  const written = commits.write(add('b'))
  expect(seen()).toEqual([])
  await written
  expect(seen()).toEqual(['a', 'b'])
})

test('a write that fails does not affect other writes or notes', async () => {
  const { commits, add, seen } = await journal()
  const written = [commits.write(add('a')), commits.write(add('a'))]
  commits.writeLater(add('b'))
  written.push(commits.write(add('c')))
  expect((await Promise.allSettled(written)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(seen()).toEqual(['a', 'b', 'c'])
})

test('writes during a flush are committed after it', async () => {
  const { commits, add, seen } = await journal()
  const order: string[] = []
  const write = (name: string) => commits.write(add(name)).then(() => order.push(name))
  await write('a')
  const more = ['b', 'c'].map(write)
  await new Promise((resolve) => setImmediate(resolve))
  await Promise.all([...more, write('d')])
  expect(order).toEqual(['a', 'b', 'c', 'd'])
  expect(seen()).toEqual(order)
})

test('notes are written without a wait', async () => {
  const { commits, add, seen } = await journal()
  commits.writeLater(add('a'))
  await expect.poll(seen).toEqual(['a'])
})

test('close writes what is waiting', async () => {
  const { commits, add, seen } = await journal()
  const flushing = commits.write(add('a'))
  await new Promise((resolve) => setImmediate(resolve))
  const waiting = commits.write(add('b'))
  commits.writeLater(add('c'))
  commits.close()
  await Promise.all([flushing, waiting])
  expect(seen()).toEqual(['a', 'b', 'c'])
})

test('if the disk refuses a batch, nothing of it is written and all its writes reject', async () => {
  const { commits, add, seen } = await journal()
  const told = await Promise.allSettled([commits.write(add('a')), commits.write(fail)])
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await commits.write(add('b'))
  expect(seen()).toEqual(['b'])
})

function fail(): void {
  throw Object.assign(new Error('no'), { code: 'ENOSPC' })
}
