import { expect, it } from 'vitest'
import type { OutputRule } from '../contract/index.ts'
import { readOutputs } from './evaluate.ts'
import { readItems } from './read-items.ts'

const BODY = {
  videos: [{ url: 'https://a.example/1.mp4', id: 7 }, { url: '', id: '9007199254740995' }, { id: 8 }, { url: '/files/3', id: null }],
  groups: [{ images: [{ url: 'a' }] }, { images: [{ url: 'b' }, { url: 'c' }] }, {}],
  one: { url: 'https://a.example/only.mp4' },
  names: ['a b', '..', 'c'],
  nothing: [],
}

it.each<[string[], OutputRule['type'], unknown]>([
  [['$response.body#/videos/-/url'], 'video', ['https://a.example/1.mp4', 'https://base.example/files/3']],
  [['$response.body#/videos/-/id'], 'id', ['7', '9007199254740995', '8']],
  [['$response.body#/groups/-/images/-/url'], 'text', ['a', 'b', 'c']],
  [['$response.body#/names/-'], 'text', ['a b', '..', 'c']],
  [
    ['/files/{$response.body#/names/-}/content'],
    'video',
    ['https://base.example/files/a%20b/content', 'https://base.example/files/c/content'],
  ],
  [['$response.body#/nothing/-/url', '$response.body#/one/url'], 'video', ['https://a.example/only.mp4']],
  [['$response.body#/nothing/-/url'], 'video', undefined],
  [['$response.body#/one/-/url'], 'video', undefined],
  [['$response.body#/absent/-/url'], 'video', undefined],
])('%j, of type %s', (from, type, values) => {
  const rules = { all: { from, type, list: true } } as const
  expect(readOutputs(rules, { body: BODY }, { baseUrl: 'https://base.example', items: readItems })).toEqual(
    (values && { all: values }) || {},
  )
})
