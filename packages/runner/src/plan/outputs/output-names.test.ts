import type { OutputRule } from '@shotlist/core/contract'
import { expect, test } from 'vitest'
import { fileOutputs, hasParts, isPartOf, outputOf, pathFor, pathOfPart } from './output-names.ts'

const RULES: Readonly<Record<string, OutputRule>> = {
  id: { from: [], type: 'id' },
  videos: { from: [], type: 'video', list: true },
  plain: { from: [], type: 'video' },
  poster: { from: [], type: 'image', keep: true },
  cover: { from: [], type: 'image' },
  stills: { from: [], type: 'image', list: true, keep: true },
}

test('a job keeps its main output, and those that the document says', () => {
  expect(fileOutputs(RULES)).toEqual({ main: ['videos', 'plain'], kept: ['poster', 'stills'] })
  expect([hasParts(RULES), hasParts({ video: { from: [], type: 'video' } }), hasParts({})]).toEqual([true, false, false])
})

test.each([
  ['shots/clip.mp4', undefined, 'shots/clip.mp4', 'new/fox.mov'],
  ['shots/clip.mp4', '2', 'shots/clip.2.mp4', 'new/fox.2.mov'],
  ['v1.2/clip', '1', 'v1.2/clip.1', 'new/fox.1.mov'],
])('of %s, the part %s is at %s, and moves to %s', (output, part, path, moved) => {
  expect(pathOfPart(output, part)).toBe(path)
  const file = part === undefined ? { path } : { path, part }
  expect([outputOf(file), pathFor(output, file), pathFor('new/fox.mov', file)]).toEqual([output, path, moved])
})

test('a file that is kept has its own extension', () => {
  const poster = { path: pathOfPart('clip.mp4', 'poster', '.png'), part: 'poster' }
  expect([poster.path, pathFor('fox.mov', poster)]).toEqual(['clip.poster.png', 'fox.poster.png'])
})

test.each([
  ['clip.1.mp4', true],
  ['clip.12.mp4', true],
  ['clip.0.mp4', false],
  ['clip.1.png', false],
  ['clip.poster.png', true],
  ['clip.poster.1.png', false],
  ['clip.stills.3.png', true],
  ['clip.cover.png', false],
  ['clip.mp4', false],
  ['clip.1.2.mp4', false],
  ['other.1.mp4', false],
])('whether %s may be a further file of clip.mp4: %s', (path, expected) => {
  expect(isPartOf(path, 'clip.mp4', RULES)).toBe(expected)
})

test.each([
  ['clip.1', true],
  ['clip.1.mp4', false],
  ['clip.poster.png', true],
])('whether %s may be a further file of clip: %s', (path, expected) => {
  expect(isPartOf(path, 'clip', RULES)).toBe(expected)
})
