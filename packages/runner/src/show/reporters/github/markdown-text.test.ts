import { expect, test } from 'vitest'
import { markdownText } from './markdown-text.ts'

test.each([
  ['a | b\n# c', String.raw`a \| b \# c`],
  ['<img src=x> [a](b)', String.raw`&lt;img src=x> \[a\](b)`],
  ['thanks @octocat', 'thanks @<!-- -->octocat'],
  ['see https://evil.example or www.evil.example', 'see https:<!-- -->//evil.example or www<!-- -->.evil.example'],
  ['closes octo/repo#1 and GH-2', String.raw`closes octo/repo\#<!-- -->1 and GH-<!-- -->2`],
  ['gpj\u202Eexe.\u200Bfox\u2066', 'gpj\uFFFDexe.\uFFFDfox\uFFFD'],
  ['👩‍🚀 at 16:9, a@ b', '👩‍🚀 at 16:9, a@ b'],
])('%j', (raw, markdown) => {
  expect(markdownText(raw)).toBe(markdown)
})
