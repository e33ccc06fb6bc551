import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DownloadError } from '../src/errors/output-errors.ts'
import { inspectApart } from '../src/files/probe-output.ts'
import { nodeFiles } from '../src/manifest/files/node-files.ts'
import { CLIP } from './harness/tiny-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'shotlist-inspect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'clip.mp4')

/** What is said of a file with this content. */
async function verdictOf(content: Uint8Array, limitMs?: number): Promise<string> {
  writeFileSync(path, content)
  try {
    await inspectApart({ path, kind: 'video' }, limitMs)
    return 'sound'
  } catch (error) {
    if (error instanceof DownloadError) return error.reason
    throw error
  }
}

/** The clip with four bytes changed. */
function flipped(at: number, value = 0xff_ff_ff_ff): Buffer {
  const content = Buffer.from(CLIP)
  content.writeUInt32BE(value, at)
  return content
}

test('a sound clip is read again and again by the same thread, from the disk or from memory', async () => {
  for (let nth = 0; nth < 20; nth += 1) expect(await verdictOf(CLIP)).toBe('sound')
  const facts = await inspectApart({ path, kind: 'video', content: readFileSync(path) })
  expect(facts).toMatchObject({ seconds: 5 })
  expect(await nodeFiles.seconds(path)).toBe(5)
}, 60_000)

test('a clip of no length is none, and neither is one whose picture has no moment', async () => {
  const empty = Buffer.from(CLIP)
  // Tables of samples that say they have none (ISO/IEC 14496-12, section 8.6 to 8.7): a count behind the version, or behind a size.
  for (const [table, at] of [
    ['stts', 8],
    ['ctts', 8],
    ['stsc', 8],
    ['stco', 8],
    ['stss', 8],
    ['stsz', 12],
  ] as const)
    for (let found = empty.indexOf(table); found !== -1; found = empty.indexOf(table, found + 4)) empty.writeUInt32BE(0, found + at)
  expect(await verdictOf(empty)).toBe('broken')
  // One whose samples last 0 ticks each, and begin together.
  const still = Buffer.from(CLIP)
  const times = still.indexOf('stts')
  for (let entry = 0; entry < still.readUInt32BE(times + 8); entry += 1) still.writeUInt32BE(0, times + 16 + 8 * entry)
  still.write('free', still.indexOf('ctts'), 'latin1')
  expect(await verdictOf(still)).toBe('broken')
}, 60_000)

test('a count of four thousand million in a clip is ended, while others go on, and the next clip is read', async () => {
  const table = CLIP.indexOf('ctts')
  expect(table).toBeGreaterThan(0)
  expect(await verdictOf(flipped(table + 12), 500)).toBe('uninspected')
  expect(await verdictOf(CLIP)).toBe('sound')
}, 60_000)

test('every wrong number in the header of a clip gets a verdict', async () => {
  const moov = CLIP.indexOf('moov') - 4
  const end = Math.min(CLIP.length - 4, moov + CLIP.readUInt32BE(moov))
  for (let at = moov; at < end; at += 12) {
    for (const value of [0, 0xff_ff_ff_ff]) expect(['sound', 'broken', 'uninspected']).toContain(await verdictOf(flipped(at, value), 500))
  }
  expect(await verdictOf(CLIP)).toBe('sound')
}, 300_000)
