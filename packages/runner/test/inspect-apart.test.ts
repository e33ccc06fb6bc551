import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { DownloadError } from '../src/errors/output-errors.ts'
import type { MediaKind } from '../src/files/inspect-media.ts'
import { inspectApart } from '../src/files/probe-output.ts'
import { nodeFiles } from '../src/manifest/files/node-files.ts'
import { CLIP } from './harness/tiny-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'shotlist-inspect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = join(folder, 'clip.mp4')

/** Inspects a file with this content. Returns the facts or the message. */
async function verdictOf(content: Uint8Array, limitMs?: number, kind: MediaKind = 'video'): Promise<string> {
  writeFileSync(path, content)
  try {
    await inspectApart({ path, kind }, limitMs)
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

test('one thread inspects an intact clip several times, from the disk or from memory', async () => {
  for (let nth = 0; nth < 20; nth += 1) expect(await verdictOf(CLIP)).toBe('sound')
  const facts = await inspectApart({ path, kind: 'video', content: readFileSync(path) })
  expect(facts).toMatchObject({ seconds: 5 })
  expect(await nodeFiles.seconds(path)).toBe(5)
}, 60_000)

test('a clip of length 0 is refused, and so is one whose video track has length 0', async () => {
  const empty = Buffer.from(CLIP)
  // Sample tables with a count of 0 (ISO/IEC 14496-12, sections 8.6 and 8.7). The count is behind the version, or behind a size.
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
  // A clip whose samples last 0 ticks each.
  const still = Buffer.from(CLIP)
  const times = still.indexOf('stts')
  for (let entry = 0; entry < still.readUInt32BE(times + 8); entry += 1) still.writeUInt32BE(0, times + 16 + 8 * entry)
  still.write('free', still.indexOf('ctts'), 'latin1')
  expect(await verdictOf(still)).toBe('broken')
}, 60_000)

test('the inspection of a clip with a count of four thousand million is ended, and other clips are inspected', async () => {
  const table = CLIP.indexOf('ctts')
  expect(table).toBeGreaterThan(0)
  expect(await verdictOf(flipped(table + 12), 500)).toBe('uninspected')
  expect(await verdictOf(CLIP)).toBe('sound')
}, 60_000)

const VERDICTS = ['sound', 'broken', 'uninspected']

test('a clip with any wrong number in its header gets a result', async () => {
  const moov = CLIP.indexOf('moov') - 4
  const end = Math.min(CLIP.length - 4, moov + CLIP.readUInt32BE(moov))
  for (let at = moov; at < end; at += 12) {
    for (const value of [0, 0xff_ff_ff_ff]) expect(VERDICTS).toContain(await verdictOf(flipped(at, value), 500))
  }
  expect(await verdictOf(CLIP)).toBe('sound')
}, 300_000)

/** Ten frames of a tenth of a second each. */
async function webm(): Promise<Buffer> {
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const pictures = new EncodedVideoPacketSource('vp8')
  output.addVideoTrack(pictures)
  await output.start()
  const decoderConfig = { codec: 'vp8', codedWidth: 64, codedHeight: 36 }
  for (let nth = 0; nth < 10; nth += 1)
    await pictures.add(new EncodedPacket(new Uint8Array(20), nth === 0 ? 'key' : 'delta', nth / 10, 0.1), { decoderConfig })
  await output.finalize()
  return Buffer.from(target.buffer ?? new ArrayBuffer(0))
}

/** Forty frames of silence (MPEG-1 layer III, 128 kbit/s, 44.1 kHz) behind a tag and a count of frames. */
function mp3(): Buffer {
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413)])
  const first = Buffer.from(frame)
  first.write('Xing', 36, 'latin1')
  first.writeUInt32BE(1, 40)
  first.writeUInt32BE(40, 44)
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x15TIT2\0\0\0\x0b\0\0\x03a glacier!', 'latin1')])
  return Buffer.concat([tag, first, ...Array.from({ length: 40 }, () => frame)])
}

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

test.each<[string, MediaKind, () => Promise<Buffer> | Buffer, number]>([
  ['webm', 'video', webm, 480],
  ['mp3', 'audio', mp3, 80],
  ['png', 'image', () => PNG, 60],
])(
  'every wrong number in the header of a %s file gets a verdict, and nothing is printed',
  async (_name, kind, make, head) => {
    const printed = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true))
    onTestFinished(() => printed.forEach((spy) => spy.mockRestore()))
    const sound = await make()
    expect(await verdictOf(sound, undefined, kind)).toBe('sound')
    for (let at = 0; at < head; at += 6) {
      for (const value of [0, 0x7f_ff_ff_ff, 0xff_ff_ff_ff]) {
        const content = Buffer.from(sound)
        content.writeUInt32BE(value, at)
        expect(VERDICTS).toContain(await verdictOf(content, 500, kind))
      }
    }
    // Files that are cut off at any byte.
    for (let length = 1; length < head; length += 7) expect(VERDICTS).toContain(await verdictOf(sound.subarray(0, length), 500, kind))
    expect(await verdictOf(sound, undefined, kind)).toBe('sound')
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([])
  },
  300_000,
)

test('the inspection prints nothing, and its thread does not keep the process alive', () => {
  const odd = Buffer.from(CLIP)
  odd.write('\x1b[31', odd.lastIndexOf('avc1'), 'latin1')
  writeFileSync(path, odd)
  const module = new URL('../src/manifest/files/inspect-thread.ts', import.meta.url).href
  const program = `
    const { inspectOnThread } = await import('${module}')
    const kinds = ['video', 'length'].map((kind) => inspectOnThread({ path: ${JSON.stringify(path)}, kind }))
    console.log(JSON.stringify(await Promise.all(kinds)))`
  const options = { encoding: 'utf8', timeout: 240_000 } as const
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options)
  expect({ stdout, stderr, status }).toEqual({
    stdout: '[{"facts":{"width":64,"height":36,"seconds":5}},{"facts":{"seconds":5}}]\n',
    stderr: '',
    status: 0,
  })
}, 300_000)
