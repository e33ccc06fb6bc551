import { describe, expect, it } from 'vitest'
import { EnvelopeError, HttpStatusError, NetworkError, OutcomeUnknownError } from '../src/index.ts'
import { ACME, ACME_ONCE, accepted } from './acme.ts'
import { connectTo, rejection } from './connect-to.ts'
import { impatience } from './impatience.ts'
import { drop, json, nowhere, page, type Reply, silence, startServer } from './scripted-server.ts'

const INPUT = { prompt: 'a glacier', template_id: 9007199254740993n }
const KEY = '6C1D8A1E-0F7B-4E55-9F0B-6A0C2B1D3E4F'

/** A reply, and the client's options, with which it times out if the reply stalls. */
function waitingFor(named: Reply | 'silence' | 'stall') {
  const { options, ...replies } = impatience()
  return { reply: typeof named === 'string' ? replies[named] : named, options }
}

describe('submit', () => {
  it('sends one POST with key, trace id and exact integers, and reads the response exactly', async () => {
    await using server = await startServer([json(accepted('9007199254740993'))])
    const submission = await connectTo(server).submit('text-to-video', INPUT, { key: KEY })
    expect(submission).toEqual({
      operation: 'text-to-video',
      taskId: '9007199254740993',
      key: KEY.toLowerCase(),
      traceId: KEY.toLowerCase(),
      charged: 45,
    })
    expect(server.received).toHaveLength(1)
    const [post] = server.received
    expect(post?.path).toBe('/v1/videos')
    expect(post?.body).toBe('{"prompt":"a glacier","template_id":9007199254740993,"kind":"text"}')
    expect(post?.headers['api-key']).toBe('sk-very-secret-4711')
    expect(post?.headers['ai-trace-id']).toBe(KEY.toLowerCase())
  })

  it.each([
    ['a connection that breaks off after the request was received', drop],
    ['a page of HTML', page],
    ['a failure of the server', json({ message: 'oops' }, { status: 500 })],
    ["JSON that is not the provider's", json({ message: 'Endpoint request timed out' })],
    ['an empty object', json({})],
    ['null', json('null')],
    ['a list', json('[]')],
    ['a body that stalls', 'stall'],
    ['no response', 'silence'],
  ] as const)('repeats after %s, with the same key', async (_, named) => {
    const { reply, options } = waitingFor(named)
    await using server = await startServer([reply, json(accepted())])
    const submission = await connectTo(server, options).submit('text-to-video', INPUT)
    expect(submission.taskId).toBe('41')
    expect(server.received.map(({ headers }) => headers['ai-trace-id'])).toEqual([submission.key, submission.key])
  })

  it.each([
    ['a connection that breaks off after the request was received', drop, 'network'],
    ['a page of HTML', page, 'not-json'],
    ['a success response without an id', json({ ErrCode: 0, Resp: {} }), 'unexpected-answer'],
    ['a failure of the server', json({ message: 'oops' }, { status: 502 }), 'http-status'],
    ['a status that nothing defines', json({ message: 'oops' }, { status: 418 }), 'http-status'],
    ["JSON that is not the provider's", json({ message: 'Endpoint request timed out' }), 'envelope'],
    ['an empty object', json({}), 'envelope'],
    ['null', json('null'), 'envelope'],
    ['a code that the document does not list', json({ ErrCode: 123_456, ErrMsg: 'odd' }), 'envelope'],
    ['an empty body', json(''), 'not-json'],
    ['half a body', json('{"ErrCode":0,"Resp":{"vide'), 'not-json'],
    ['a body that stalls', 'stall', 'timeout'],
    ['no response', 'silence', 'timeout'],
  ] as const)('sends it once without keys, and reports an unknown outcome after %s', async (_, named, code) => {
    const { reply, options } = waitingFor(named)
    await using server = await startServer([reply])
    const error = await rejection(connectTo(server, { ...options, table: ACME_ONCE }).submit('text-to-video', INPUT))
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error).toMatchObject({
      repeatable: false,
      operation: 'text-to-video',
      method: 'POST',
      url: `${server.url}/v1/videos`,
      cause: { code },
    })
    expect(server.received).toHaveLength(1)
  })

  it('reads the id from a header of a response without a body', async () => {
    const video = ACME.tasks['video']
    if (video === undefined) throw new Error('acme has no such task')
    const table = { ...ACME, tasks: { video: { ...video, id: ['$response.header.x-task-id'] } } }
    await using server = await startServer([
      (response) => response.writeHead(202, { 'x-task-id': '41' }).end(),
      (response) => response.writeHead(202).end(),
      (response) => response.writeHead(200, { 'x-task-id': '41' }).end(),
    ])
    const client = connectTo(server, { table, retry: { attempts: 1 } })
    expect((await client.submit('text-to-video', INPUT)).taskId).toBe('41')
    expect(await rejection(client.submit('text-to-video', INPUT))).toMatchObject({
      code: 'outcome-unknown',
      cause: { code: 'unexpected-answer' },
    })
    expect(await rejection(client.submit('text-to-video', INPUT))).toMatchObject({ code: 'outcome-unknown', cause: { code: 'not-json' } })
  })

  it('reports an unknown outcome when the tries with the key run out, and the key to continue with', async () => {
    await using server = await startServer([drop])
    const error = await rejection(connectTo(server, { retry: { attempts: 3, baseMs: 1 } }).submit('text-to-video', INPUT, { key: KEY }))
    expect(error).toMatchObject({ code: 'outcome-unknown', repeatable: true, key: KEY.toLowerCase() })
    expect(server.received).toHaveLength(3)
  })

  it('reports an unknown outcome even if a later try is certainly not delivered', async () => {
    let tries = 0
    await using server = await startServer([json(accepted())])
    const error = await rejection(
      connectTo(server, {
        retry: { attempts: 2, baseMs: 1 },
        fetch: async () => {
          tries += 1
          throw Object.assign(new TypeError('fetch failed'), {
            cause: Object.assign(new Error('gone'), { code: tries === 1 ? 'UND_ERR_SOCKET' : 'ECONNREFUSED' }),
          })
        },
      }).submit('text-to-video', INPUT),
    )
    expect(tries).toBe(2)
    expect(error).toMatchObject({ code: 'outcome-unknown', cause: { code: 'network', delivered: 'no' } })
  })

  it('repeats a request that was certainly not delivered, even without keys', async () => {
    await using server = await startServer([json(accepted())])
    const closed = await nowhere()
    let tries = 0
    const client = connectTo(server, {
      table: ACME_ONCE,
      fetch: (url, init) => {
        tries += 1
        return fetch(tries === 1 ? closed : url, init)
      },
    })
    expect((await client.submit('text-to-video', INPUT)).taskId).toBe('41')
    expect(tries).toBe(2)
  })

  it('reports a provider that cannot be reached', async () => {
    await using server = await startServer([silence])
    const error = await rejection(connectTo(server, { table: ACME_ONCE, baseUrl: await nowhere() }).submit('text-to-video', INPUT))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ delivered: 'no' })
  })

  it('distinguishes an unreadable response from no response', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    await using server = await startServer([json(`{"ErrCode":${deep}}`)])
    const error = await rejection(connectTo(server, { table: ACME_ONCE }).submit('text-to-video', INPUT))
    expect(error).toMatchObject({ code: 'outcome-unknown', repeatable: false })
    expect(server.received).toHaveLength(1)
  })

  it('retries if the provider has no free slot, with or without keys', async () => {
    await using server = await startServer([json({ ErrCode: 500044, ErrMsg: 'limit' }), json(accepted())])
    expect((await connectTo(server, { table: ACME_ONCE }).submit('text-to-video', INPUT)).taskId).toBe('41')
  })

  it('does not repeat a definite refusal', async () => {
    await using server = await startServer([json({ ErrCode: 500063, ErrMsg: 'bad words', trace_id: 'their-1' })])
    const error = await rejection(connectTo(server).submit('text-to-video', INPUT))
    expect(error).toBeInstanceOf(EnvelopeError)
    expect(error).toMatchObject({
      class: 'moderation',
      providerCode: '500063',
      providerMessage: 'bad words',
      providerTraceId: 'their-1',
      status: 200,
      retryable: false,
      billable: false,
    })
    expect(server.received).toHaveLength(1)
  })

  it('follows no redirect, which would send the key elsewhere', async () => {
    await using server = await startServer([
      (response) => {
        response.writeHead(307, { location: '/elsewhere' })
        response.end()
      },
    ])
    const error = await rejection(connectTo(server, { table: ACME_ONCE }).submit('text-to-video', INPUT))
    expect(error).toBeInstanceOf(HttpStatusError)
    expect(server.received).toHaveLength(1)
  })

  it('accepts only UUIDs as keys', async () => {
    await using server = await startServer([json(accepted())])
    const error = await rejection(connectTo(server).submit('text-to-video', INPUT, { key: 'shot 1' }))
    expect(error).toMatchObject({ code: 'configuration' })
    expect(server.received).toHaveLength(0)
  })
})
