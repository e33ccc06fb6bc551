import { expect, it } from 'vitest'
import { fileType } from './file-type.ts'

function latin1(text: string) {
  return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))])
}

it.each([
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF89a\x01\0\x01\0', 'image/gif'],
  ['RIFF\x24\0\n\0WEBPVP8 ', 'image/webp'],
  ['RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
  ['\0\0\0\x18ftypisom\0\0\x02\0', 'video/mp4'],
  ['\0\0\0\x14ftypqt  \0\0\0\0', 'video/quicktime'],
  ['\0\0\0\x1cftypM4A \0\0\0\0', 'audio/mp4'],
  ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81', 'video/webm'],
  ['ID3\x04\0\0\0\0', 'audio/mpeg'],
  ['\xff\xfb\x90\x64', 'audio/mpeg'],
  ['\xff\xf1\x50\x80', 'audio/aac'],
  ['<!doctype html>', undefined],
  ['', undefined],
])('%j is %s', async (head, type) => {
  expect(await fileType(latin1(head))).toBe(type)
})
