import { defined } from '@shotlist/codegen/defined'
import { describe, expect, it } from 'vitest'
import type { TaskRules } from '../src/contract/index.ts'
import { table } from '../src/providers/acedata/index.gen.ts'
import { readSnapshot } from '../src/tasks/read-snapshot.ts'

const CLIP_URL = 'https://media.pixverse.ai/clip.mp4'

/** The snapshot of a task with this `response`, and `more` beside it. */
function snapshotOf(response: unknown, more: Readonly<Record<string, unknown>> = {}) {
  const body = { id: 'task', created_at: 1795000000, request: {}, ...more, ...defined({ response }) }
  const scope = { status: 200, headers: new Headers(), body }
  return readSnapshot('task', {
    rules: table.tasks['video'] as TaskRules,
    errors: table.errors,
    scope,
    baseUrl: 'https://api.acedata.cloud',
  })
}

describe('a task of Ace Data Cloud, which has no status', () => {
  it.each([
    ['no response yet', undefined, {}, 'pending'],
    ['null', null, {}, 'pending'],
    ['an empty response', {}, {}, 'pending'],
    ['empty text', '', {}, 'pending'],
    ['a clip that waits', { data: [{ state: 'pending' }] }, {}, 'pending'],
    ['a clip in the making', { success: true, data: [{ id: 1, state: 'processing', video_url: '' }] }, {}, 'running'],
    ['a bare text for an error', { success: false, error: 'fetch failed' }, {}, 'failed'],
    ['no success, and no reason', { success: false, task_id: 'task' }, {}, 'failed'],
    ['no success, and a word for work in progress', { success: false, data: [{ state: 'processing' }] }, {}, 'running'],
    ['no success, and a video', { success: false, data: [{ id: 7, video_url: CLIP_URL }] }, {}, 'succeeded'],
    ['success, and no video yet', { success: true, task_id: 'task', data: [] }, {}, 'running'],
    ['success with a video', { success: true, data: [{ id: 7, video_url: CLIP_URL }] }, {}, 'succeeded'],
    ['a video without the flag', { data: [{ id: 7, video_url: CLIP_URL }] }, { finished_at: 1795000090 }, 'succeeded'],
    ['a video and a word for it', { data: [{ id: 7, video_url: CLIP_URL, state: 'succeeded' }] }, {}, 'succeeded'],
    ['a structured error', { success: false, error: { code: 'api_error', message: 'no' } }, {}, 'failed'],
    ['a word for failure', { status: 'cancelled' }, {}, 'failed'],
    ['a word for success without a video', { state: 'completed' }, {}, 'running'],
    ['a bare text for an error, at the end', { success: false, error: 'fetch failed' }, { finished_at: 1795000090 }, 'failed'],
    ['an end without anything', undefined, { finished_at: 1795000090 }, 'pending'],
    ['an end without a word or a video', { data: [{ id: 7 }] }, { finished_at: 1795000090 }, 'pending'],
  ])('%s', (_, response, more, state) => {
    expect(snapshotOf(response, more)).toMatchObject({ state, known: true })
  })

  it('counts an unknown word as running', () => {
    expect(snapshotOf({ data: [{ state: 'dreaming' }] })).toMatchObject({ state: 'running', known: false, raw: 'dreaming' })
  })

  it('fails with the reason and its class', () => {
    const { failure } = snapshotOf({ success: false, error: { code: 'forbidden', message: 'not allowed' } })
    expect(failure).toEqual({
      class: 'moderation',
      code: 'forbidden',
      retry: false,
      message: 'not allowed',
      meaning: 'the content review refused the request',
      hint: 'change the prompt or the pictures',
    })
    expect(snapshotOf({ success: false, error: 'fetch failed' }, { finished_at: 1 }).failure).toMatchObject({ message: 'fetch failed' })
  })

  it('returns the exact id that an extension needs', () => {
    const { outputs } = snapshotOf({ success: true, data: [{ id: '9007199254740993', video_url: CLIP_URL, seed: 7, first_frame: '' }] })
    expect(outputs).toMatchObject({ video_url: CLIP_URL, video_id: '9007199254740993', seed: 7 })
    expect(outputs['first_frame']).toBeUndefined()
  })
})
