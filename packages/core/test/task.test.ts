import { describe, expect, it } from 'vitest'
import {
  AbortedError,
  DeadlineError,
  type OutputRule,
  ShotlistError,
  type Task,
  TaskFailedError,
  type TaskResult,
  type TaskRules,
  UnknownStateError,
} from '../src/index.ts'
import { ACME, accepted, finished, inState } from './acme.ts'
import { connectTo, rejection } from './connect-to.ts'
import { handClock } from './hand-clock.ts'
import { drop, json, page, type Reply, silence, startServer } from './scripted-server.ts'

const INPUT = { prompt: 'a glacier' }
const QUICK = { poll: { firstMs: 1, everyMs: 1 } }

async function statesOf(task: Task): Promise<string[]> {
  const states: string[] = []
  for await (const { state, raw } of task) states.push(raw === undefined ? state : `${state} ${raw}`)
  return states
}

function hintOf(attempt: () => unknown): string | undefined {
  try {
    attempt()
  } catch (error) {
    return error instanceof ShotlistError ? error.hint : String(error)
  }
  return undefined
}

describe('a task', () => {
  it('is awaited for its result', async () => {
    await using server = await startServer([json(accepted()), json(inState(5)), json(finished)])
    const task = connectTo(server).start('text-to-video', INPUT, QUICK)
    const result = await task
    expect(result).toMatchObject({
      taskId: '41',
      outputs: { video_url: 'https://media.acme.example/41.mp4', video_id: '41' },
      credits: 40,
      submission: { operation: 'text-to-video', charged: 45 },
      body: { Resp: { status: 1 } },
    })
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/videos',
      'GET /v1/videos/41',
      'GET /v1/videos/41',
    ])
    expect(task.latest?.state).toBe('succeeded')
  })

  it('works as a promise of its result', async () => {
    await using server = await startServer([json(accepted()), json(finished)])
    const task = connectTo(server).start('text-to-video', INPUT, QUICK)
    const promise: Promise<TaskResult> = task
    expect(String(promise)).toBe('[object Task]')
    const seen: string[] = []
    await promise.finally(() => seen.push('settled')).then(({ taskId }) => seen.push(taskId))
    expect(seen).toEqual(['settled', '41'])
  })

  it('can be iterated for its changes of state, by many readers, at any time', async () => {
    await using server = await startServer([json(accepted()), json(inState(5)), json(inState(5)), json(finished)])
    const task = connectTo(server).start('text-to-video', INPUT, QUICK)
    const early = statesOf(task)
    await task
    const all = ['pending', 'running 5', 'succeeded 1']
    expect(await early).toEqual(all)
    expect(await statesOf(task)).toEqual(all)
  })

  it('reads with a new trace id each time, never the submission’s', async () => {
    await using server = await startServer([json(accepted()), json(inState(5)), json(inState(5)), json(finished)])
    await connectTo(server).start('text-to-video', INPUT, QUICK)
    expect(new Set(server.received.map(({ headers }) => headers['ai-trace-id'])).size).toBe(4)
  })

  it('fails with the class of the rule that held', async () => {
    await using server = await startServer([json(accepted()), json(inState(7))])
    const task = connectTo(server).start('text-to-video', INPUT, QUICK)
    const error = await rejection(task)
    expect(error).toBeInstanceOf(TaskFailedError)
    expect(error).toMatchObject({
      taskId: '41',
      class: 'moderation',
      message: 'text-to-video: task 41 failed: the review refused it (moderation)',
    })
    expect(await rejection(statesOf(task))).toBe(error)
  })

  it('fails with the class of its code, and the provider’s message', async () => {
    await using server = await startServer([json(accepted()), json(inState(8, ',"error":{"code":500090,"message":"poor"}'))])
    const error = await rejection(connectTo(server).start('text-to-video', INPUT, QUICK))
    expect(error).toMatchObject({
      class: 'quota',
      providerCode: '500090',
      message: 'text-to-video: task 41 failed: poor (quota, code 500090; no credits left)',
    })
  })

  it('polls an unknown state at growing intervals, until the deadline', async () => {
    await using server = await startServer([json(accepted()), json(inState('daydreaming'))])
    const options = { deadlineMs: 400, poll: { firstMs: 20, everyMs: 20 } }
    const client = connectTo(server, { clock: handClock(), random: () => 0.5 })
    const error = await rejection(client.start('text-to-video', INPUT, options))
    expect(error).toBeInstanceOf(UnknownStateError)
    expect(error).toMatchObject({ taskId: '41', state: 'daydreaming', deadlineMs: 400 })
    // After 20, 60, 140 and 300 ms, and then every 160 ms.
    expect(server.of('GET')).toHaveLength(4)
  })

  it('reports at the deadline which task continues, and how to resume it', async () => {
    const clock = handClock()
    const untilDeadline: Reply = () => setImmediate(() => clock.advance(5000))
    await using server = await startServer([json(accepted()), json(inState(5)), untilDeadline])
    const error = await rejection(connectTo(server, { clock }).start('text-to-video', INPUT, { ...QUICK, deadlineMs: 5000 }))
    expect(error).toBeInstanceOf(DeadlineError)
    expect(error).toMatchObject({ taskId: '41', latest: { state: 'running' }, hint: expect.stringContaining('resume') as string })
  })

  it('survives transient failures of reads', async () => {
    await using server = await startServer([
      json(accepted()),
      drop,
      page,
      json('nothing', { status: 502 }),
      json(inState(5)),
      json(finished),
    ])
    expect((await connectTo(server, { retry: false }).start('text-to-video', INPUT, QUICK)).taskId).toBe('41')
  })

  describe('that succeeded without a file that every success has', () => {
    const { video } = ACME.tasks
    const video_url = { ...video?.outputs['video_url'], required: true } as OutputRule
    const table = { ...ACME, tasks: { video: { ...video, outputs: { ...video?.outputs, video_url } } as TaskRules } }

    it('is read again', async () => {
      await using server = await startServer([json(accepted()), json(inState(1)), json(finished)])
      const result = await connectTo(server, { table }).start('text-to-video', { prompt: 'a' })
      expect(result.outputs['video_url']).toBe('https://media.acme.example/41.mp4')
    })

    it('is an UnexpectedAnswerError if the file stays absent', async () => {
      await using server = await startServer([json(accepted()), json(inState(1))])
      const error = await rejection(connectTo(server, { table }).start('text-to-video', { prompt: 'a' }))
      expect(error).toMatchObject({
        code: 'unexpected-answer',
        message: expect.stringContaining('task 41 succeeded without the output video_url'),
      })
    })
  })

  it('is read again if it is not found at first', async () => {
    await using server = await startServer([json(accepted()), json('{"ErrMsg":"no such task"}', { status: 404 }), json(finished)])
    expect((await connectTo(server).start('text-to-video', INPUT, QUICK)).taskId).toBe('41')
  })

  it('fails if every read fails', async () => {
    await using server = await startServer([json(accepted()), page])
    const error = await rejection(connectTo(server, { retry: false }).start('text-to-video', INPUT, QUICK))
    expect(error).toMatchObject({ code: 'not-json' })
    expect(server.of('GET')).toHaveLength(5)
  })

  it('fails at once if a read is refused', async () => {
    await using server = await startServer([json(accepted()), json({ message: 'who are you' }, { status: 401 })])
    expect(await rejection(connectTo(server).start('text-to-video', INPUT, QUICK))).toMatchObject({ code: 'http-status', class: 'auth' })
  })

  it.each([
    ['between reads', [json(accepted()), json(inState(5))], 'running'],
    ['in the middle of a read', [json(accepted()), silence], 'pending'],
  ])('settles at once when aborted %s, and names the task', async (_, script, state) => {
    await using server = await startServer(script)
    // Only the signal can end it: other limits are an hour.
    const hour = 3_600_000
    const options = { poll: { firstMs: 1, everyMs: hour }, deadlineMs: hour }
    const task = connectTo(server, { timeoutMs: hour }).start('text-to-video', INPUT, options)
    await task.submitted
    await expect.poll(() => server.of('GET').length).toBe(1)
    await expect.poll(() => task.latest?.state).toBe(state)
    task.abort('enough')
    const error = await rejection(task)
    expect(error).toBeInstanceOf(AbortedError)
    expect(error).toMatchObject({ taskId: '41', uncertainKey: undefined, cause: 'enough' })
  })

  it('reports the key if it is aborted in flight', async () => {
    await using server = await startServer([silence])
    const task = connectTo(server).start('text-to-video', INPUT)
    await expect.poll(() => server.received.length).toBe(1)
    task.abort()
    expect(await rejection(task)).toMatchObject({
      code: 'aborted',
      taskId: undefined,
      uncertainKey: server.received[0]?.headers['ai-trace-id'],
    })
  })

  it('obeys the signal of the call, and that of the client', async () => {
    await using server = await startServer([json(accepted()), json(accepted()), silence])
    const call = new AbortController()
    const whole = new AbortController()
    const one = connectTo(server).start('text-to-video', INPUT, { ...QUICK, signal: call.signal })
    const other = connectTo(server, { signal: whole.signal }).start('text-to-video', INPUT, QUICK)
    await Promise.all([one.submitted, other.submitted])
    call.abort()
    whole.abort()
    expect(await rejection(one)).toMatchObject({ code: 'aborted' })
    expect(await rejection(other)).toMatchObject({ code: 'aborted' })
  })

  it('sends nothing if aborted before', async () => {
    await using server = await startServer([json(accepted())])
    const error = await rejection(connectTo(server, { signal: AbortSignal.abort() }).start('text-to-video', INPUT))
    expect(error).toMatchObject({ code: 'aborted', uncertainKey: undefined })
    expect(server.received).toHaveLength(0)
  })

  it('is saved and resumed by another client', async () => {
    await using server = await startServer([json(accepted()), silence])
    const task = connectTo(server).start('text-to-video', INPUT, QUICK)
    await task.submitted
    const saved = JSON.stringify(task)
    task.abort()
    expect(JSON.parse(saved)).toEqual({
      provider: 'acme',
      operation: 'text-to-video',
      taskId: '41',
      key: server.received[0]?.headers['ai-trace-id'],
      startedAt: expect.any(Number) as number,
    })
    await using later = await startServer([json(finished)])
    const result = await connectTo(later).resume(saved)
    expect(result.outputs).toEqual({ video_url: 'https://media.acme.example/41.mp4', video_id: '41' })
    expect(later.of('POST')).toHaveLength(0)
  })

  it('cannot be resumed by a client of another provider, or without its id', async () => {
    await using server = await startServer([json(finished)])
    const client = connectTo(server)
    const saved = { provider: 'acme', operation: 'text-to-video', key: 'k', startedAt: 0 }
    expect(() => client.resume({ ...saved, provider: 'other', taskId: '1' })).toThrow('not a saved task of acme')
    expect(() => client.resume(saved)).toThrow('before its submission got a response')
    expect(hintOf(() => client.resume(saved))).toContain(`with its key, ${saved.key}`)
    const { idempotency: _none, ...table } = ACME
    expect(hintOf(() => connectTo(server, { table }).resume(saved))).toContain('Look for it at the provider before')
    expect(() => client.resume('{"x":1}')).toThrow('not a saved task')
  })

  it('does not end the process if it fails and nothing awaits it', async () => {
    await using server = await startServer([json({ ErrCode: 500063, ErrMsg: 'no' })])
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const task = connectTo(server).start('text-to-video', INPUT)
    await expect.poll(() => server.received.length).toBe(1)
    await rejection(task.submitted)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })
})
