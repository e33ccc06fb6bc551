import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import { afterAll, describe, expect, it } from 'vitest'
import { createMediaMaker } from '../src/media/create-media-maker.ts'
import { readAvcConfig, writeAvcConfig } from '../src/media/h264/avcc.ts'
import { renumberPictureSet, renumberSequenceSet, renumberSlice } from '../src/media/h264/rewrite-units.ts'
import { type ClipStream, endOf, readClip, writeClip } from '../src/media/mp4.ts'
import { PREFIX_SIZE, prefixLength } from '../src/media/render-job.ts'
import { MediaError } from '../src/media/render-pool.ts'
import type { ClipSpec } from '../src/tasks/media.ts'

const media = createMediaMaker()
const folder = mkdtempSync(join(tmpdir(), 'shotlist-media-'))
// Debian's ffmpeg is the reference decoder if it is installed, as it is in CI.
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

afterAll(async () => {
  await media.close()
  rmSync(folder, { recursive: true })
})

function specOf(changes: Partial<ClipSpec> = {}): ClipSpec {
  return { width: 640, height: 360, seconds: 2, prompt: 'A fox runs over fresh snow', notes: ['text-to-video', 'seed 7'], ...changes }
}

describe('a clip', () => {
  it.each([
    [1280, 720, 5],
    [720, 1280, 4.5],
    [1920, 1080, 8],
    [640, 640, 2.3],
    [494, 360, 1],
    [64, 64, 0.1],
  ])('has the requested size %i x %i and length of %d s', async (width, height, seconds) => {
    const stream = await readClip(await media.clip(specOf({ width, height, seconds })))
    expect([stream.width, stream.height]).toEqual([width, height])
    expect(endOf(stream.packets)).toBeCloseTo(seconds, 3)
    expect(stream.packets[0]?.type).toBe('key')
  })

  it('has its index first', async () => {
    const text = Buffer.from(await media.clip(specOf())).toString('latin1')
    expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'))
  })

  it('has the same bytes for the same request and others for another', async () => {
    const other = createMediaMaker()
    const [one, again, changed] = await Promise.all([media.clip(specOf()), other.clip(specOf()), media.clip(specOf({ prompt: 'A hare' }))])
    await other.close()
    expect(Buffer.compare(one, again)).toBe(0)
    expect(Buffer.compare(one, changed)).not.toBe(0)
  })

  it('accepts any text', async () => {
    for (const prompt of ['', '山の日の出を見る'.repeat(40), 'x'.repeat(5000), '\u0000\n\t🦊 السلام']) {
      expect((await readClip(await media.clip(specOf({ prompt, seconds: 0.5 })))).packets).toHaveLength(12)
    }
  })
})

describe('an extended clip', () => {
  it('begins with its source, packet by packet, and has its size', async () => {
    const source = await media.clip(specOf())
    const [before, after] = await Promise.all([
      readClip(source),
      readClip(await media.extend(source, specOf({ width: 320, height: 320, seconds: 3 }))),
    ])
    expect([after.width, after.height]).toEqual([640, 360])
    expect(after.packets.slice(0, before.packets.length)).toEqual(before.packets)
    expect(endOf(after.packets)).toBeCloseTo(5, 3)
    expect(after.packets[before.packets.length]?.type).toBe('key')
  })

  it('can be extended again', async () => {
    const twice = await media.extend(await media.extend(await media.clip(specOf()), specOf()), specOf())
    expect(endOf((await readClip(twice)).packets)).toBeCloseTo(6, 3)
  })

  it('keeps the parameter sets of a source by another encoder', async () => {
    const source = await writeClip(renumbered(await readClip(await media.clip(specOf()))))
    const [before, after] = await Promise.all([readClip(source), readClip(await media.extend(source, specOf()))])
    const config = readAvcConfig(after.description)
    expect(config.sequenceSets[0]).toEqual(readAvcConfig(before.description).sequenceSets[0])
    expect(config.sequenceSets).toHaveLength(2)
    expect(config.pictureSets).toHaveLength(2)
    expect(after.packets.slice(0, before.packets.length)).toEqual(before.packets)
    decode(await media.extend(source, specOf()))
  })

  it('is drawn without a source that cannot be read', async () => {
    const stream = await readClip(await media.extend(new Uint8Array(50), specOf({ seconds: 3 })))
    expect(endOf(stream.packets)).toBeCloseTo(3, 3)
  })

  it('is drawn without a source with an endless table, while other files are made', async () => {
    const maker = createMediaMaker(3000)
    const endless = readFileSync(CLIP)
    endless.writeUInt32BE(0xff_ff_ff_ff, endless.indexOf('ctts') + 12)
    const [extended, other] = await Promise.all([maker.extend(endless, specOf({ seconds: 3 })), maker.image(specOf())])
    expect(endOf((await readClip(extended)).packets)).toBeCloseTo(3, 3)
    expect(other.length).toBeGreaterThan(0)
    await maker.close()
  })

  it('prints nothing from a source, whatever the bytes of its codec name', () => {
    const [maker, probe] = ['media/create-media-maker.ts', 'files/probe.ts'].map((path) => new URL(`../src/${path}`, import.meta.url).href)
    const program = `
      const odd = process.getBuiltinModule('node:fs').readFileSync(new URL('${CLIP.href}'))
      odd.write('\\x1b[31', odd.lastIndexOf('avc1'), 'latin1')
      const { probeMedia } = await import('${probe}')
      const { createMediaMaker } = await import('${maker}')
      await createMediaMaker().extend(odd, ${JSON.stringify(specOf({ seconds: 1 }))})
      console.log((await probeMedia(odd, 'video/mp4')).kind)`
    expect(runProgram(program)).toEqual({ stdout: 'video\n', stderr: '', status: 0 })
  })
}, 60_000)

const CLIP = new URL('../../../test/fixtures/clip.mp4', import.meta.url)

describe.runIf(hasFfmpeg)('ffmpeg', () => {
  it('agrees on size, ratio, length and number of pictures', async () => {
    const file = save(await media.clip(specOf({ width: 1280, height: 720, seconds: 5 })))
    const fields = 'stream=codec_name,width,height,display_aspect_ratio,nb_read_frames:format=duration'
    const facts = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', fields, '-of', 'json', file], {
      encoding: 'utf8',
    })
    const { streams, format } = JSON.parse(facts) as { streams: Record<string, unknown>[]; format: { duration: string } }
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width: 1280, height: 720, nb_read_frames: '120' })
    expect(Number(format.duration)).toBe(5)
  })

  it('sees the mark move in every picture, without errors', async () => {
    const pictures = decode(await media.clip(specOf({ seconds: 3 })))
    expect(pictures).toHaveLength(72)
    expect(new Set(pictures).size).toBe(72)
  })

  it('sees an extended clip begin with its source', async () => {
    const source = await media.clip(specOf())
    const before = decode(source)
    const after = decode(await media.extend(source, specOf({ prompt: 'It stops' })))
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after).toHaveLength(96)
  })

  it('sees a clip by another encoder continued, its sound kept', async () => {
    const path = join(folder, 'foreign.mp4')
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=1']
    const sound = ['-f', 'lavfi', '-i', 'sine=duration=1']
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...picture, ...sound, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path])
    const source = new Uint8Array(execFileSync('cat', [path]))
    const extended = await media.extend(source, specOf())
    expect(decode(extended).slice(0, 25)).toEqual(decode(source))
    expect((await readClip(extended)).audio?.packets.length).toBe((await readClip(source)).audio?.packets.length)
  })
})

describe('a still', () => {
  it('is a picture of the requested size', async () => {
    const picture = await loadImage(await media.image({ width: 540, height: 960, prompt: 'A whale', notes: ['image'] }))
    expect([picture.width, picture.height]).toEqual([540, 960])
  })
})

describe('the maker', () => {
  it('draws fifty clips with bounded memory', async () => {
    const before = process.memoryUsage.rss()
    const clips = await Promise.all(
      Array.from({ length: 50 }, (_, index) => media.clip(specOf({ width: 1280, height: 720, seconds: 5, prompt: `clip ${index}` }))),
    )
    expect(new Set(clips.map((clip) => Buffer.from(clip).toString('base64'))).size).toBe(50)
    expect(process.memoryUsage.rss() - before).toBeLessThan(500e6)
  })

  it('rejects after it is closed', async () => {
    const closed = createMediaMaker()
    const waiting = Array.from({ length: 4 }, (_, index) =>
      closed.clip(specOf({ prompt: `late ${index}` })).catch((error: unknown) => error),
    )
    await closed.close()
    for (const outcome of await Promise.all(waiting)) expect(outcome).toBeInstanceOf(MediaError)
    await expect(closed.clip(specOf())).rejects.toThrow('closed')
  })

  it('does not keep a process alive', () => {
    const maker = new URL('../src/media/create-media-maker.ts', import.meta.url).href
    const program = `const { createMediaMaker } = await import('${maker}'); await createMediaMaker().clip(${JSON.stringify(specOf({ seconds: 1 }))}); console.log('done')`
    expect(runProgram(program)).toEqual({ stdout: 'done\n', stderr: '', status: 0 })
  })
})

/** Runs a module in a process of its own until it ends. */
function runProgram(program: string): unknown {
  const options = { encoding: 'utf8', timeout: 240_000 } as const
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options)
  return { stdout, stderr, status }
}

/** The same stream with other ids for its parameter sets, as from another encoder. */
function renumbered(stream: ClipStream): ClipStream {
  const config = readAvcConfig(stream.description)
  const sequenceSets = config.sequenceSets.map((set) => renumberSequenceSet(set, 3))
  const pictureSets = config.pictureSets.map((set) => renumberPictureSet(set, 5, 3))
  const packets = stream.packets.map((packet) => ({ ...packet, data: prefixLength(renumberSlice(packet.data.subarray(PREFIX_SIZE), 5)) }))
  return { ...stream, description: writeAvcConfig({ ...config, sequenceSets, pictureSets }), packets }
}

/** A hash of each decoded picture; `undefined` without ffmpeg. Fails if the decoder reports an error. */
function decode(clip: Uint8Array): string[] {
  if (!hasFfmpeg) return []
  const options = ['-v', 'error', '-i', save(clip), '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']
  const { stdout, stderr } = spawnSync('ffmpeg', options, { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1) ?? '')
}

function save(clip: Uint8Array): string {
  const path = join(mkdtempSync(join(folder, 'clip-')), 'clip.mp4')
  writeFileSync(path, clip)
  return path
}
