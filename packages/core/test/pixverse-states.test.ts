import { describe, expect, it } from 'vitest'
import { firstNumber, readOutputs } from '../src/expressions/evaluate.ts'
import { table } from '../src/providers/pixverse/index.gen.ts'
import { readSnapshot } from '../src/tasks/read-snapshot.ts'

const BASE_URL = 'https://app-api.pixverse.ai'

function scopeOf(fields: Readonly<Record<string, unknown>>) {
  return { status: 200, headers: new Headers(), body: { ErrCode: 0, ErrMsg: 'success', Resp: fields } }
}

describe.each(['video', 'image'])('a %s', (kind) => {
  const rules = table.tasks[kind]
  if (rules === undefined) throw new Error(`there are no tasks of the kind ${kind}`)
  const judge = (status: number) => readSnapshot('task', { rules, errors: table.errors, scope: scopeOf({ status }), baseUrl: BASE_URL })

  it.each([
    [1, 'succeeded'],
    [5, 'running'],
    [6, 'failed'],
    [7, 'failed'],
    [8, 'failed'],
    [17, 'failed'],
  ])('with status %i is %s', (status, state) => {
    expect(judge(status)).toMatchObject({ state, known: true })
  })

  it.each([7, 17])('with status %i was refused by the content review', (status) => {
    expect(judge(status).failure?.class).toBe('moderation')
  })

  it.each(['https://media.pixverse.ai/media/default.mp4', 'https://media.pixverse.ai/media/default.jpg?x=1'])(
    'with the file %s was moderated',
    (url) => {
      const scope = scopeOf({ status: 1, url, image_url: url })
      expect(readSnapshot('task', { rules, errors: table.errors, scope, baseUrl: '' })).toMatchObject({
        state: 'failed',
        failure: { class: 'moderation' },
      })
    },
  )

  // Clients read these differently.
  it.each([2, 3, 4, 9, 10])('with status %i is polled', (status) => {
    expect(judge(status)).toMatchObject({ state: 'running', known: false, raw: String(status) })
  })
})

it('the response that starts a task may have its cost', () => {
  expect(firstNumber(table.tasks['video']?.charged, scopeOf({ video_id: 1, credits: 45 }))).toBe(45)
})

it.each(['upload-image', 'upload-media'])('%s tells the size in pixels', (name) => {
  const outputs = readOutputs(table.operations[name]?.outputs ?? {}, scopeOf({ width: 1280, height: 720 }), { baseUrl: BASE_URL })
  expect(outputs).toEqual({ width: 1280, height: 720 })
})
