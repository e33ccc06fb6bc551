import { expect, it } from 'vitest'
import { frameSize } from './clip-plan.ts'

it.each([
  [undefined, undefined, 960, 540],
  ['720p', '16:9', 1280, 720],
  ['720p', '9:16', 720, 1280],
  ['1080p', '1:1', 1080, 1080],
  ['540p', '4:3', 720, 540],
  ['540p', '21:9', 1260, 540],
  ['360p', 1.5, 540, 360],
  ['1280x718', '9:16', 1280, 718],
  ['4k', undefined, 3840, 2160],
  ['best', 'wide', 960, 540],
  ['720p', '1000:1', 1280, 720],
])('gives %s at %s %d x %d', (quality, ratio, width, height) => {
  expect(frameSize(quality, ratio)).toEqual({ width, height })
})
