import { expect, test } from 'vitest'
import { mediaKind } from './media-kind.ts'

function kindOf(path: string) {
  return mediaKind({ path, src: '', sha256: '', bytes: 0 })
}

test('the file extension decides between clip, picture and sound', () => {
  expect(['a/hero.mp4', 'a.b/clip.MOV', 'still.PNG', 'voice.mp3', 'noending'].map(kindOf)).toEqual([
    'video',
    'video',
    'image',
    'audio',
    'video',
  ])
})
