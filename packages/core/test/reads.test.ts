import { describe, expect, it } from 'vitest'
import { HttpStatusError, NotJsonError, TimeoutError } from '../src/index.ts'
import { finished, inState } from './acme.ts'
import { connectTo, rejection } from './connect-to.ts'
import { handClock } from './hand-clock.ts'
import { impatience } from './impatience.ts'
import { drop, json, page, startServer } from './scripted-server.ts'

describe('read', () => {
  it.each([
    ['a dropped connection', drop],
    ['a page of HTML', page],
    ['an error of the server', json('{}', { status: 503 })],
    ['a stalled body', 'stall'],
  ] as const)('is repeated after %s', async (_, reply) => {
    const { stall, options } = impatience()
    await using server = await startServer([reply === 'stall' ? stall : reply, json(finished)])
    expect(await connectTo(server, options).read('video', '41')).toMatchObject({
      state: 'succeeded',
      known: true,
      raw: '1',
      credits: 40,
    })
    expect(server.received).toHaveLength(2)
  })

  it('waits as long as the provider asks, in seconds', async () => {
    await using server = await startServer([json('{}', { status: 429, headers: { 'retry-after': '0.2' } }), json(finished)])
    const clock = handClock()
    await connectTo(server, { clock }).read('video', '41')
    expect(clock.waits).toEqual([200])
  })

  it('waits as long as the provider asks, until a date', async () => {
    await using server = await startServer([
      json('{}', { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 08:00:07 GMT' } }),
      json(finished),
    ])
    const clock = handClock(Date.parse('2026-11-20T08:00:00Z'))
    await connectTo(server, { clock }).read('video', '41')
    expect(clock.waits).toEqual([7_000])
  })

  it('does not wait longer than the limit, and reports the wait that the provider asked for', async () => {
    await using server = await startServer([json('{}', { status: 429, headers: { 'retry-after': '3600' } })])
    expect(await rejection(connectTo(server).read('video', '41'))).toMatchObject({
      class: 'rate-limit',
      retryAfterMs: 3_600_000,
      retryable: true,
    })
    expect(server.received).toHaveLength(1)
  })

  it('refuses a web page as a response', async () => {
    await using server = await startServer([page])
    const error = await rejection(connectTo(server, { retry: false }).read('video', '41'))
    expect(error).toBeInstanceOf(NotJsonError)
    expect(error).toMatchObject({
      status: 200,
      contentType: 'text/html',
      excerpt: '<html><body>Please sign in to the network</body></html>',
    })
  })

  it('has a time limit if the body stalls', async () => {
    const { stall, options, timeoutMs } = impatience()
    await using server = await startServer([stall])
    const error = await rejection(connectTo(server, { ...options, retry: false }).read('video', '41'))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ phase: 'body', timeoutMs })
  })

  it('has a size limit', async () => {
    await using server = await startServer([
      (response) => {
        response.writeHead(200)
        const chunk = 'x'.repeat(1024 * 1024)
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        }
        response.on('drain', more)
        more()
      },
    ])
    expect(await rejection(connectTo(server).read('video', '41'))).toMatchObject({ code: 'unexpected-answer' })
    expect(server.received).toHaveLength(1)
  })

  it('has the facts of the request on its errors', async () => {
    await using server = await startServer([json('{"ErrMsg":"no such task"}', { status: 404 })])
    const error = await rejection(connectTo(server).read('text-to-video', '41'))
    expect(error).toBeInstanceOf(HttpStatusError)
    expect(error).toMatchObject({
      operation: 'getVideo',
      method: 'GET',
      url: `${server.url}/v1/videos/41`,
      traceId: server.received[0]?.headers['ai-trace-id'],
      class: 'not-found',
      providerMessage: 'no such task',
    })
  })

  it('lists the kinds of task', async () => {
    await using server = await startServer([json(finished)])
    await expect(connectTo(server).read('clip', '41')).rejects.toThrow('There is no kind of task named "clip"')
  })

  it('refuses an id that changes the path', async () => {
    await using server = await startServer([json(finished)])
    await connectTo(server).read('video', '../balance')
    expect(server.received[0]?.path).toBe('/v1/videos/..%2Fbalance')
    await expect(connectTo(server).read('video', '..')).rejects.toThrow('cannot be part of a URL')
  })
})

function item(id: number) {
  return { Resp: { id, status: 5 } }
}

describe('readMany', () => {
  it('reads in portions, with bare integer ids, and leaves out absent tasks', async () => {
    await using server = await startServer([json({ ErrCode: 0, items: [item(2), item(1)] }), json({ ErrCode: 0, items: [item(99)] })])
    const snapshots = await connectTo(server).readMany('video', ['1', '2', '9007199254740993'])
    expect([...snapshots.keys()].toSorted()).toEqual(['1', '2'])
    expect(snapshots.get('1')).toMatchObject({ taskId: '1', state: 'running' })
    expect(server.received.map(({ body }) => body)).toEqual([
      '{"action":"batch","ids":[1,2]}',
      '{"action":"batch","ids":[9007199254740993]}',
    ])
  })
})

describe('recent', () => {
  it('lists tasks with the requests that started them', async () => {
    await using server = await startServer([json({ ErrCode: 0, items: [{ ...JSON.parse(inState(5)), request: { prompt: 'a' }, at: 17 }] })])
    expect(await connectTo(server).recent('video')).toEqual([
      { snapshot: expect.objectContaining({ taskId: '41', state: 'running' }) as unknown, request: { prompt: 'a' }, createdAt: 17 },
    ])
  })

  it('reads the times of tasks in any form, and leaves out what is no time', async () => {
    const items = [1_795_000_000, '1795000000250', '2026-11-18T16:26:40+08:00', 'yesterday'].map((at) =>
      Object.assign(JSON.parse(inState(5)) as object, { at }),
    )
    await using server = await startServer([json({ ErrCode: 0, items })])
    const times = (await connectTo(server).recent('video')).map(({ createdAt }) => createdAt)
    expect(times).toEqual([1_795_000_000, 1_795_000_000.25, Date.UTC(2026, 10, 18, 8, 26, 40) / 1000, undefined])
  })
})
