import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../../test/harness/in-process.ts'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { validate } from '../../src/cli/verbs/begin/validate/validate.ts'
import { run } from '../../src/cli/verbs/render/run/run.ts'
import { ManifestError } from '../../src/errors/input-errors.ts'
import { project } from '../harness/project.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { folderWith, runVerb } from './run-verb.ts'

/** A sound: 8 bits, 8 kHz, one channel (RIFF WAVE). */
function sound(seconds: number): Buffer {
  const data = Buffer.alloc(seconds * 8000, 0x80)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** A folder with media, for a provider that accepts at most `seconds`. */
async function media(seconds: number, jobs: string) {
  const files = { 'clip.mp4': CLIP, 'tune.wav': sound(7), 'broken.mp4': CLIP.subarray(0, 32) }
  const made = await project({ manifest: `jobs:\n${jobs}`, files })
  const document = (await made.read('tiny.openapi.yaml')).toString()
  const accepts = `accepts: { types: [video/mp4, audio/wav], max_bytes: 1000000, max_seconds: ${seconds} }`
  await made.write('tiny.openapi.yaml', document.replace('accepts: { types: [image/png], max_bytes: 1000000 }', accepts))
  return made
}

function job(name: string, file: string) {
  return `  ${name}: { uses: image-to-video, with: { image_id: { file: ${file} }, prompt: x } }\n`
}

describe('files of a document with max_seconds', () => {
  test('that are too long are refused with their places, before anything is sent', async () => {
    const made = await media(4.9, job('a', 'clip.mp4') + job('b', 'tune.wav') + job('c', 'clip.mp4'))
    const { status, stdout } = await runVerb(validate, { cwd: made.path, options: { json: true } })
    expect(status).toBe(2)
    const { issues } = JSON.parse(stdout) as {
      issues: { line: number; code: string; message: string; excerpt: { text: string; at: number } }[]
    }
    expect(issues.map(({ line, code, message }) => `${line} ${code}: ${message}`)).toEqual([
      '5 bad-file: clip.mp4 lasts 5 s; the limit of the provider is 4.9 s',
      '6 bad-file: tune.wav lasts 7 s; the limit of the provider is 4.9 s',
      '7 bad-file: clip.mp4 lasts 5 s; the limit of the provider is 4.9 s',
    ])
    expect(issues[0]?.excerpt.text.slice(issues[0].excerpt.at)).toMatch(/^clip\.mp4/)
    const at = { cwd: made.path, env: made.env, options: { yes: true } }
    await expect(runVerb(plan, at)).rejects.toThrow(ManifestError)
    await expect(runVerb(run, at)).rejects.toThrow(ManifestError)
    expect(made.server.requests).toEqual([])
  })

  test('that are not, or whose length cannot be read, are accepted', async () => {
    const made = await media(7, job('a', 'clip.mp4') + job('b', 'tune.wav') + job('c', 'broken.mp4'))
    expect(await runVerb(validate, { cwd: made.path })).toMatchObject({ status: 0 })
    expect((await made.run()).summary.counts).toMatchObject({ done: 3 })
    expect(made.server.uploads).toBe(3)
  })
})

/** A fusion of a file of 5 s and a second clip. */
function clips(second: string): string {
  return `version: 1
jobs:
  base: { uses: pixverse/text-to-video, with: { prompt: a fox, model: v6, duration: 5, quality: 720p, aspect_ratio: "16:9" } }
  mix:
    uses: pixverse/fusion
    with:
      model: v6
      reference_mode: omni
      duration: 0
      quality: 720p
      aspect_ratio: auto
      prompt: "@video1 with music"
      video_references: [{ ref_name: video1, video_media_id: { file: clip.mp4 } }, { ref_name: video2, ${second} }]
`
}

describe('a price by the seconds of several clips', () => {
  test('is their sum, in the plan and in the rehearsal', async () => {
    const cwd = await folderWith({})
    await writeFile(join(cwd, 'clip.mp4'), CLIP)
    await writeFile(join(cwd, 'shotlist.yaml'), clips('source_video_id: "${{ jobs.base.outputs.video_id }}"'))
    const { stdout } = await runVerb(plan, { cwd, options: { json: true } })
    const { jobs } = JSON.parse(stdout) as { jobs: { id: string }[] }
    // 45 for the first clip; twice 9 credits a second for 5 + 5 seconds.
    expect(jobs).toMatchObject([
      { id: 'base', credits: 45 },
      { id: 'mix', credits: 180 },
    ])
    const rehearsal = await shotlistInProcess(['rehearse'], { cwd })
    expect(rehearsal.stdout + rehearsal.stderr).toContain('would cost 225 credits')
  })

  test('is a range up to the limit where a length is not known', async () => {
    const cwd = await folderWith({})
    await writeFile(join(cwd, 'clip.mp4'), CLIP)
    await writeFile(join(cwd, 'shotlist.yaml'), clips('source_video_id: 328545151283013'))
    const { stdout } = await runVerb(plan, { cwd, options: { json: true } })
    const { jobs } = JSON.parse(stdout) as { jobs: { id: string }[] }
    expect(jobs.find(({ id }) => id === 'mix')).toMatchObject({ price_range: { most: { credits: 270 } } })
  })
})
