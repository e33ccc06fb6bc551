import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { LockEntry } from './lockfile.ts'
import { readLockfile, writeLockfile } from './lockfile-io.ts'
import { lockfilePath } from './lockfile-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'shotlist-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'launch.lock.yaml')

const entry: LockEntry = {
  provider: 'tiny',
  operation: 'text-to-video',
  fingerprint: 'a'.repeat(64),
  key: 'k',
  task_id: '9007199254740993',
  request: { prompt: 'x' },
  output: 'hero.mp4',
  sha256: 'b'.repeat(64),
  bytes: 10,
}

test('is beside its manifest, whatever the file extension of that', () => {
  expect(lockfilePath('/a/launch.yml')).toBe('/a/launch.lock.yaml')
})

test('is read as it was written, with exact ids, in any order of its jobs', async () => {
  const lockfile = {
    lockfile: 1,
    documents: {},
    picks: { b: { take: 'b#1', render: '9007199254740993' } },
    jobs: { b: entry, a: entry },
  } as const
  const first = await writeLockfile(path, lockfile)
  expect(readLockfile(path)).toEqual(lockfile)
  expect(await writeLockfile(path, { ...lockfile, jobs: { a: entry, b: entry } })).toBe(first)
})

test('a prompt of any characters is read as it was written', async () => {
  const pieces = [...' \n\t:#-?,.[]{}()&*!|>\'"%@`=~/\\é世', '\r', ': ', ' #', '- ', '\n  ', '\n\n', 'true', '1e5', 'a', 'B', '7']
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, text, async (prompt, id) => {
      const lockfile = {
        lockfile: 1,
        documents: {},
        picks: {},
        jobs: { [id]: { ...entry, request: { prompt, [`${id}.`]: [prompt] } } },
      } as const
      await writeLockfile(path, lockfile)
      expect(readLockfile(path)).toEqual(lockfile)
    }),
    { numRuns: 300 },
  )
})

test('a pick of a take alone means its render in the lockfile, and is dropped if there is none', () => {
  writeFileSync(path, JSON.stringify({ lockfile: 1, picks: { a: 'a#2', b: 'b#1', c: 'toString' }, jobs: { 'a#2': entry } }))
  expect(readLockfile(path).picks).toEqual({ a: { take: 'a#2', render: entry.task_id } })
})

test.each([
  ['lockfile: 2', 'its version is 2'],
  ['nothing: here', 'it is not a lockfile'],
  ['<<<<<<< ours\nlockfile: 1', 'cannot read'],
  [
    `lockfile: 1\njobs: { a: ${JSON.stringify({ ...entry, sha256: '../../x' })} }`,
    'jobs.a.sha256 must be a SHA-256: 64 digits and letters from a to f',
  ],
  [
    `lockfile: 1\njobs: { a: ${JSON.stringify({ ...entry, output: '../../x' })} }`,
    'jobs.a.output must be the path of a file below the output folder',
  ],
  [
    `lockfile: 1\njobs: { a: ${JSON.stringify({ ...entry, output: 'a/../../x' })} }`,
    'jobs.a.output must be the path of a file below the output folder',
  ],
  [
    `lockfile: 1\njobs: { a: ${JSON.stringify({ ...entry, output: '/etc/passwd' })} }`,
    'jobs.a.output must be the path of a file below the output folder',
  ],
  ['lockfile: 1\npicks: { a: { take: a#1 } }', "picks.a must have required property 'render'"],
  ['lockfile: 1\njobs: { a: 7 }', 'jobs.a must be object'],
  [`lockfile: 1\na: &a [x, x]\njobs: { a: [*a, *a] }`, 'Alias'],
])('refuses %j', (text, problem) => {
  writeFileSync(path, text)
  expect(() => readLockfile(path)).toThrow(problem)
})
