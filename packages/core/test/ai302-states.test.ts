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
    scope: { status: 200, headers: new Headers(), body },
  })
}

describe('the response to a submission, which is not documented', () => {
  it.each([
    [{ code: 200, msg: 'ok', data: { task_id: 'pix_1' }, exec_time: 0.1 }],
    [{ success: true, code: 200, error: null, data: { id: 'pix_1' } }],
    [{ task_id: 'pix_1', status: 'pending' }],
    [{ id: 'pix_1' }],
  ])('has its id in %o', (body) => {
    expect(firstText(TASKS.pix.id, { status: 200, headers: new Headers(), body })).toBe('pix_1')
  })
})

describe('a task of /pix, whose response is not documented', () => {
  it.each([
    // Other resellers' shape, with words, and with numbers alone.
    [{ code: 200, data: { task_id: 'a', state: 'pending', status: '0', video_url: null } }, 'pending'],
    [{ code: 200, data: { task_id: 'a', state: 'running', status: '1', video_url: null } }, 'running'],
    [{ code: 200, data: { task_id: 'a', state: 'succeeded', status: '3', video_url: CLIP_URL } }, 'succeeded'],
    [{ code: 200, data: { task_id: 'a', state: 'success', video_url: CLIP_URL } }, 'succeeded'],
    [{ code: 200, data: { task_id: 'a', state: 'succeeded', status: '3', video_url: null } }, 'running'],
    [{ code: 200, data: { task_id: 'a', state: 'error', status: '2', msg: 'broken' } }, 'failed'],
    [{ code: 200, data: { status: '0' } }, 'pending'],
    [{ code: 200, data: { status: 1 } }, 'running'],
    [{ code: 200, data: { status: '2' } }, 'failed'],
    [{ code: 200, data: { status: '3', video_url: CLIP_URL } }, 'succeeded'],
    // The runway sibling's.
    [{ task: { id: 'runway_1', status: 'RUNNING', artifacts: [] } }, 'running'],
    [{ task: { id: 'runway_1', status: 'SUCCEEDED', artifacts: [{ url: CLIP_URL }] } }, 'succeeded'],
    [{ task: { id: 'runway_1', status: 'FAILED' } }, 'failed'],
    // PixVerse's own, passed through.
    [{ ErrCode: 0, Resp: { status: 5, url: '' } }, 'pending'],
    [{ ErrCode: 0, Resp: { status: 10, url: '' } }, 'running'],
    [{ ErrCode: 0, Resp: { status: 1, url: CLIP_URL } }, 'succeeded'],
    [{ ErrCode: 0, Resp: { status: 8, url: '' } }, 'failed'],
    // The klingai sibling's.
    [{ data: { task: { status: 5 }, works: [] } }, 'pending'],
    [{ data: { task: { status: 10 }, works: [] } }, 'running'],
    [{ data: { task: { status: 99 }, works: [{ resource: { resource: CLIP_URL } }] } }, 'succeeded'],
    [{ data: { task: { status: 50 }, works: [] } }, 'failed'],
    // The generic task's.
    [{ id: 'a', status: 'queued', output: null, error: null }, 'pending'],
    [{ id: 'a', status: 'processing', output: null, error: null }, 'running'],
    [{ id: 'a', status: 'completed', output: CLIP_URL, error: null }, 'succeeded'],
    [{ id: 'a', status: 'completed', output: { video_url: CLIP_URL } }, 'succeeded'],
    [{ id: 'a', status: 'failed', error: 'broken' }, 'failed'],
  ])('%o is %s', (body, state) => {
    const snapshot = snapshotOf(body)
    expect(snapshot).toMatchObject({ state, known: true })
    expect(snapshot.outputs['video_url']).toBe(state === 'succeeded' ? CLIP_URL : undefined)
  })

  it('distinguishes a refusal by the content review from other failures', () => {
    expect(snapshotOf({ Resp: { status: 7 } }).failure?.class).toBe('moderation')
    expect(snapshotOf({ data: { state: 'error', msg: 'broken' } }).failure).toEqual({ class: 'unknown', message: 'broken' })
  })

  it('counts an unknown state as running', () => {
    expect(snapshotOf({ data: { state: 'dreaming' } })).toMatchObject({ state: 'running', known: false, raw: 'dreaming' })
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

  it('has its reason in the raw response', () => {
    expect(snapshotOf({ status: 'failed', raw_response: { ErrMsg: 'prompt refused' } }, 'unified').failure?.message).toBe('prompt refused')
    expect(snapshotOf({ status: 'failed', raw_response: 'text' }, 'unified').failure?.message).toBe('302.AI reports that the task failed')
  })
})
