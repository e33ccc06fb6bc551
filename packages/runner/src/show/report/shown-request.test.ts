import { expect, test } from 'vitest'
import { commandLine } from '../../errors/command-line.ts'
import { shownRequest } from './clip-of.ts'

test('a shown request has names for files and outputs, no signatures, and exact integers', () => {
  const request = {
    prompt: { $text: ['from ', { $output: { instance: 'hero', name: 'seed' } }] },
    img_id: { $file: 'assets/cup.png', upload: 'upload-image' },
    image_urls: ['https://cdn.example.com/cup.png?Signature=abc&Expires=1&width=9'],
    source_video_id: 9_007_199_254_740_993n,
    nested: { url: { $url: 'https://example.com/a.png?token=abc', upload: 'upload-image' } },
    seed: 7,
  }
  expect(shownRequest(request)).toEqual({
    prompt: 'from ${{ jobs.hero.outputs.seed }}',
    img_id: 'assets/cup.png',
    image_urls: ['https://cdn.example.com/cup.png?width=9'],
    source_video_id: '9007199254740993',
    nested: { url: 'https://example.com/a.png' },
    seed: 7,
  })
})

test('quotes ids for a shell', () => {
  expect(commandLine(['run', '--only', 'social[ratio=16:9]#2'])).toBe("shotlist run --only 'social[ratio=16:9]#2'")
  expect(commandLine(['run', 'launch.yaml'])).toBe('shotlist run launch.yaml')
})
