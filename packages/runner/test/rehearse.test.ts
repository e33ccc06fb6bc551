import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { begin, start } from './harness/command.ts'
import { project } from './harness/project.ts'

const CHAIN = `
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
  still: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: still.mp4 }
`

/** No key, and a provider that must not get requests. */
function nowhere(path: string) {
  return { cwd: path, env: { TINY_BASE_URL: 'http://127.0.0.1:9' } }
}

describe('rehearse', () => {
  test('renders real files to their own folder, without key or network, and lists them', async () => {
    const { path, server } = await project({ manifest: CHAIN })
    const { code, stdout, stderr } = await begin(['rehearse'], nowhere(path)).finished
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(await readdir(join(path, 'renders-rehearsal'))).toEqual(expect.arrayContaining(['hero.mp4', 'longer.mp4', 'still.mp4']))
    expect(stdout).toMatch(/renders-rehearsal\/hero\.mp4\s+\d+x\d+\s+16:9\s+5\.00 s/)
    expect(stdout).toContain('would cost 25 credits')
    await expect(stat(join(path, 'shotlist.lock.yaml'))).rejects.toThrow('ENOENT')
    expect(server.requests).toEqual([])
  })

  test('completes despite faults, and starts from the beginning each time', async () => {
    const { path } = await project({ manifest: CHAIN })
    for (const fault of ['submit:drop-after,times=2', 'read:status,status=503,times=3']) {
      const { code, stdout } = await begin(['rehearse', '--json', '--speed', '600', '--fault', fault], nowhere(path)).finished
      expect(code).toBe(0)
      expect(stdout).toContain('"counts":{"done":3,"cached":0,"failed":0')
    }
  })

  test('of one manifest keeps the rehearsal of another', async () => {
    const { path, write } = await project({ manifest: CHAIN })
    await write('other.yaml', (await readFile(join(path, 'shotlist.yaml'), 'utf8')).replaceAll('.mp4', '-other.mp4'))
    for (const manifest of ['shotlist.yaml', 'other.yaml', 'shotlist.yaml'])
      expect(await begin(['rehearse', manifest, '--quiet', '--speed', '600'], nowhere(path)).finished).toMatchObject({ code: 0 })
    expect(await readdir(join(path, 'renders-rehearsal'))).toEqual(expect.arrayContaining(['hero.mp4', 'hero-other.mp4']))
    const { stdout } = await begin(['status', 'other.yaml', '--rehearsal'], nowhere(path)).finished
    expect(stdout).toContain('renders-rehearsal/hero-other.mp4')
  })

  test('replaces files of versions that rehearsed all manifests of a folder in one place', async () => {
    const { path } = await project({ manifest: CHAIN })
    expect(await begin(['rehearse', '--quiet', '--speed', '600'], nowhere(path)).finished).toMatchObject({ code: 0 })
    const place = join(path, '.shotlist', 'rehearsal')
    await rename(join(place, 'shotlist.yaml', 'journal.db'), join(place, 'journal.db'))
    await rm(join(place, 'shotlist.yaml'), { recursive: true })
    expect(await begin(['rehearse', '--quiet', '--speed', '600'], nowhere(path)).finished).toMatchObject({ code: 0 })
  })

  test('delivers no webhooks, even if the manifest has an address for them', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const { path } = await project({
      manifest: `jobs: { hero: { provider: acedata, uses: text-to-video, with: { model: v4.5, quality: 540p, duration: 5, prompt: a glacier, callback_url: '${url}' }, output: hero.mp4 } }\n`,
    })
    expect(await begin(['rehearse', '--quiet', '--speed', '600'], nowhere(path)).finished).toMatchObject({ code: 0 })
    expect(asked).toEqual([])
  })

  test.each([
    ['submit', '--fault needs ON:KIND'],
    ['submit:explode', 'kind: must be one of latency'],
  ])('refuses the fault %s', async (fault, words) => {
    const { path } = await project({ manifest: CHAIN })
    const { code, stderr } = await begin(['rehearse', '--fault', fault], nowhere(path)).finished
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) as string })
  })
})

test('emulate serves a document until it is stopped; a run against it needs only the printed variables', async () => {
  const { path } = await project({ manifest: CHAIN })
  const emulator = start(['emulate', '--spec', 'tiny.openapi.yaml', '--json', '--speed', '500'], { cwd: path, env: {} })
  onTestFinished(() => void emulator.child.kill('SIGKILL'))
  await emulator.seen('\n')
  const { env, url } = JSON.parse(emulator.output()) as { env: Record<string, string>; url: string }
  const run = await begin(['run', '--yes', '--json', '--poll', '50ms'], { cwd: path, env }).finished
  expect(run.code).toBe(0)
  const ledger = (await (await fetch(`${url}/__emulator/ledger`)).json()) as Record<string, unknown>
  expect(ledger).toMatchObject({ submissions: 3, duplicates: 0, uploads: 1, mistakes: 0 })
  emulator.child.kill('SIGINT')
  expect(await emulator.finished).toMatchObject({ code: 0 })
})
