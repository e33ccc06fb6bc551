import { setTimeout } from 'node:timers/promises'
import type { FetchLike } from '@shotlist/core'
import { describe, expect, test } from 'vitest'
import { pooledFetch } from '../src/files/connections/pooled-fetch.ts'
import { project } from './harness/project.ts'
import { quickClock } from './harness/quick-clock.ts'
import { CLIP, type TinyScript } from './harness/tiny-server.ts'

function clips(count: number, extra = '') {
  return `${extra}\njobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: take ${nth} } }`).join('\n')}\n`
}

const ONE = clips(1)

describe('a file host that is slow', () => {
  test('delays submissions, so that clips do not wait for their download until their URLs expire', async () => {
    // Six downloads, 64 clips that may wait without a slot, and four that wait in their slots.
    const atMost = 6 + 64 + 4
    const isFull = Promise.withResolvers<void>()
    let answered = 0
    let most = 0
    const { run } = await project({
      manifest: clips(100, 'concurrency: 4'),
      onSubmit: (_, nth) => {
        most = Math.max(most, nth + 1 - answered)
        if (most === atMost) isFull.resolve()
        return 'ok'
      },
      onDownload: async () => {
        await isFull.promise
        await setTimeout(20)
        answered += 1
        return 'ok' as const
      },
    })
    expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 100 } })
    expect(most).toBe(atMost)
  })
})

describe('a download', () => {
  test.each([
    ['2m', 120_000, '2 min'],
    ['10s', 60_000, '60 s'],
  ])('is ended by the timeout of its job (%s), and the next run fetches what is paid for', async (timeout, limitMs, shown) => {
    const made = await project({ manifest: ONE.replace('with:', `timeout: ${timeout}, with:`) })
    let expire: (() => void) | undefined
    const limits: number[] = []
    const after = (ms: number, run: () => void) => {
      limits.push(ms)
      expire = run
      return () => undefined
    }
    const fetch: FetchLike = (url, init) => {
      expire?.()
      return pooledFetch(url, init)
    }
    const late = await made.run({ clock: { ...quickClock(), after }, fetch })
    expect(limits).toEqual([limitMs])
    expect(late.summary).toMatchObject({ outcome: 'failed', credits: 10 })
    expect(late.events.find(({ event }) => event === 'job.failed')).toMatchObject({
      class: 'file',
      message: `the download was not complete after ${shown}: raise \`timeout\` of its job`,
      resumable: true,
    })
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(1)
  })

  test('whose URL has expired gets a new URL', async () => {
    const { run, server, read } = await project({ manifest: ONE, onDownload: (_, nth) => (nth === 0 ? 'gone' : 'ok') })
    expect((await run()).summary.outcome).toBe('done')
    expect(await read('renders/clip0.mp4')).toEqual(CLIP)
    expect(server.submissions).toHaveLength(1)
  })

  test.each<[string, TinyScript]>([
    ['repeats the key', { onRead: ({ reads }) => (reads < 4 ? 'keyed' : 'done') }],
    ['leads to a file that is far too large', { onDownload: ({ reads }) => (reads < 5 ? 'vast' : 'ok') }],
  ])('whose URL %s gets another URL in each run', async (_name, script) => {
    const { run, server, read } = await project({ manifest: ONE, ...script })
    for (let nth = 0; nth < 2; nth += 1) {
      expect((await run()).events.find(({ event }) => event === 'job.failed')).toMatchObject({ class: 'file', resumable: true })
    }
    expect((await run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(await read('renders/clip0.mp4')).toEqual(CLIP)
    expect(server.submissions).toHaveLength(1)
  })

  test('that breaks off continues where it stopped', async () => {
    const { run, server, read } = await project({ manifest: ONE, onDownload: (_, nth) => (nth === 0 ? 'half' : 'ok') })
    expect((await run()).summary.outcome).toBe('done')
    expect(await read('renders/clip0.mp4')).toEqual(CLIP)
    expect(server.ranges).toEqual(['bytes=500-'])
  })

  test.each(['html', 'cut'] as const)('that is not a whole clip (%s) is fetched again', async (kind) => {
    const { run, read } = await project({ manifest: ONE, onDownload: (_, nth) => (nth === 0 ? kind : 'ok') })
    expect((await run()).summary.outcome).toBe('done')
    expect(await read('renders/clip0.mp4')).toEqual(CLIP)
  })

  test('that never works leaves the paid task for the next run, and no partial output', async () => {
    const { run, server, read } = await project({ manifest: ONE, onDownload: () => 'html' })
    const first = await run()
    expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'file', resumable: true, task_id: 'task-1' })
    await expect(read('renders/clip0.mp4')).rejects.toThrow('ENOENT')
    server.play({})
    expect((await run()).summary.outcome).toBe('done')
    expect(server.submissions).toHaveLength(1)
  })
})
