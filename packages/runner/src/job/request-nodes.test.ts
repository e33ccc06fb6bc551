import { expect, test } from 'vitest'
import type { Value } from '../plan/plan.ts'
import { replaceNodes, sourcesOf, uploadsOf } from './request-nodes.ts'

const REQUEST: Readonly<Record<string, Value>> = {
  prompt: { $text: ['like ', { $output: { instance: 'hero', name: 'seed' } }] },
  img_id: { $url: { $output: { instance: 'still', name: 'image_url' } }, upload: 'upload-image' },
  more: [{ $file: 'cup.png', upload: 'upload-image' }, { id: 9007199254740993n }],
}
function output(instance: string, name: string): string {
  return `${instance}.${name}`
}

test('outputs, files and URLs are filled in, at any depth', () => {
  const filled = replaceNodes(REQUEST, { output, file: (path) => `id of ${path}`, url: (url) => `id of ${url}` })
  expect(filled).toEqual({ prompt: 'like hero.seed', img_id: 'id of still.image_url', more: ['id of cup.png', { id: '9007199254740993' }] })
})

test('a URL from another job is uploaded once it is known, and that job is a source', () => {
  expect(uploadsOf(REQUEST)).toEqual([{ file: 'cup.png', upload: 'upload-image' }])
  expect(uploadsOf(REQUEST, output)).toContainEqual({ url: 'still.image_url', upload: 'upload-image' })
  expect([...sourcesOf(REQUEST)]).toEqual(['hero', 'still'])
})
