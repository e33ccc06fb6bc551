import { describe, expect, it } from 'vitest'
import type { TaskRules } from '../src/contract/index.ts'
import { firstText } from '../src/expressions/evaluate.ts'
import { table } from '../src/providers/302ai/index.gen.ts'
import { readSnapshot } from '../src/tasks/read-snapshot.ts'

const TASKS = table.tasks as { readonly pix: TaskRules; readonly unified: TaskRules }
const CLIP_URL = 'https://file.302.ai/clip.mp4'

function snapshotOf(body: unknown, kind: keyof typeof TASKS = 'pix') {
  return readSnapshot('task', {
    rules: TASKS[kind],
    errors: table.errors,
    baseUrl: 'https://api.302.ai',
    scope: { status: 200, headers: new Headers(), body },
  })
}

describe('the response to a submission', () => {
  it.each([[{ code: 200, data: { task_id: 'pix_1' } }], [{ ErrCode: 0, ErrMsg: 'success', Resp: { video_id: 'pix_1' } }]])(
    'has its id in %o',
    (body) => {
      expect(firstText(TASKS.pix.id, { status: 200, headers: new Headers(), body })).toBe('pix_1')
    },
  )
})

describe('a task of /pix', () => {
  it.each([
    [{ code: 200, data: { task_id: 'a', state: 'pending', status: '0', video_url: null } }, 'pending'],
    [{ code: 200, data: { task_id: 'a', state: 'running', status: '1', video_url: null } }, 'running'],
    [{ code: 200, data: { task_id: 'a', state: 'succeeded', status: '3', video_url: CLIP_URL } }, 'succeeded'],
    [{ code: 200, data: { task_id: 'a', state: 'success', video_url: CLIP_URL } }, 'succeeded'],
    [{ code: 200, data: { task_id: 'a', state: 'succeeded', status: '3', video_url: null } }, 'running'],
    [{ code: 200, data: { task_id: 'a', state: 'failed', status: '2', msg: 'broken' } }, 'failed'],
    [{ code: 200, data: { task_id: 'a', state: 'error', msg: 'broken' } }, 'failed'],
    // Numbers alone, and a number that contradicts the word.
    [{ code: 200, data: { status: '0', state: null } }, 'pending'],
    [{ code: 200, data: { status: 1 } }, 'running'],
    [{ code: 200, data: { status: '2' } }, 'failed'],
    [{ code: 200, data: { status: '3', video_url: CLIP_URL } }, 'succeeded'],
    [{ code: 200, data: { status: '2', state: 'running' } }, 'running'],
    // PixVerse's own, passed through.
    [{ ErrCode: 0, Resp: { status: 5, url: '' } }, 'pending'],
    [{ ErrCode: 0, Resp: { status: 10, url: '' } }, 'running'],
    [{ ErrCode: 0, Resp: { status: 1, url: '' } }, 'running'],
    [{ ErrCode: 0, Resp: { status: 1, url: CLIP_URL } }, 'succeeded'],
    [{ ErrCode: 0, Resp: { status: 8, url: '' } }, 'failed'],
  ])('%o is %s', (body, state) => {
    const snapshot = snapshotOf(body)
    expect(snapshot).toMatchObject({ state, known: true })
    expect(snapshot.outputs['video_url']).toBe(state === 'succeeded' ? CLIP_URL : undefined)
  })

  it('is not done while its state says so, even if there is a URL', () => {
    expect(snapshotOf({ data: { state: 'running', video_url: CLIP_URL } })).toMatchObject({ state: 'running', known: true })
  })

  it('has what it cost and what came back, but not as credits', () => {
    const snapshot = snapshotOf({ code: 200, data: { state: 'failed', msg: 'broken', point: '20', refund: '20', poster: null } })
    expect(snapshot.outputs).toEqual({ point: 20, refund: 20 })
    expect(snapshot.credits).toBeUndefined()
  })

  it('distinguishes a refusal by the content review from other failures', () => {
    expect(snapshotOf({ Resp: { status: 7 } }).failure?.class).toBe('moderation')
    expect(snapshotOf({ data: { state: 'error', msg: 'broken' } }).failure).toEqual({ class: 'unknown', message: 'broken' })
  })

  it('counts an unknown state as running', () => {
    expect(snapshotOf({ data: { state: 'dreaming' } })).toMatchObject({ state: 'running', known: false, raw: 'dreaming' })
    // A shape that is not known.
    expect(snapshotOf({ id: 'a', status: 'failed', error: 'broken' })).toMatchObject({ state: 'running', known: false })
  })
})

describe('a task of the unified API', () => {
  it.each([
    ['pending', 'pending'],
    ['processing', 'running'],
    ['completed', 'succeeded'],
    ['failed', 'failed'],
  ])('%s is %s', (status, state) => {
    expect(snapshotOf({ task_id: 'a', status, video_url: CLIP_URL }, 'unified')).toMatchObject({ state, known: true })
  })

  it('has its reason in the field error', () => {
    const error = { error: 'UpstreamError', message: 'no channel', error_type: 'upstream_error', attempts: 3, is_network_error: false }
    expect(snapshotOf({ status: 'failed', error, raw_response: { msg: 'other' } }, 'unified').failure).toEqual({
      class: 'unknown',
      code: 'upstream_error',
      message: 'no channel',
    })
    expect(snapshotOf({ status: 'failed', error: { error: 'UpstreamError', message: '' } }, 'unified').failure?.message).toBe(
      'UpstreamError',
    )
  })

  it('reads seconds from text', () => {
    expect(snapshotOf({ status: 'completed', video_url: CLIP_URL, execution_time: '84.2' }, 'unified').outputs['execution_time']).toBe(84.2)
  })

  it('has its reason in the raw response if there is no such field', () => {
    expect(snapshotOf({ status: 'failed', raw_response: { ErrMsg: 'prompt refused' } }, 'unified').failure?.message).toBe('prompt refused')
    expect(snapshotOf({ status: 'failed', raw_response: 'text' }, 'unified').failure?.message).toBe('302.AI reports that the task failed')
  })
})
