import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pictureSize } from './check-upload.ts'

function bytes(...parts: (readonly number[] | string | Uint8Array)[]): Blob {
  return new Blob(parts.map((part) => (typeof part === 'string' ? part : Uint8Array.from(part))))
}

function chunk(kind: string, data: readonly number[]): Blob {
  return bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, [0, 0, 0, 0], data)
}

it('reads a PNG', async () => {
  const file = await readFile(join(import.meta.dirname, '../../../../examples/assets/cup.png'))
  expect(await pictureSize(new Blob([file]))).toEqual({ width: file.readUInt32BE(16), height: file.readUInt32BE(20) })
})

it('reads a JPEG after the metadata of cameras', async () => {
  const app1 = [0xff, 0xe1, 0, 6, 1, 2, 3, 4]
  const tables = [0xff, 0xff, 0xc4, 0, 3, 9]
  const frame = [0xff, 0xc2, 0, 17, 8, 0x0f, 0xa0, 0x1f, 0x40, 3]
  expect(await pictureSize(bytes([0xff, 0xd8], app1, tables, frame))).toEqual({ width: 8000, height: 4000 })
})

it.each([
  ['VP8X', [0, 0, 0, 0, 0x0f, 0x27, 0, 0x87, 0x13, 0], 10_000, 5000],
  ['VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01], 640, 360],
  ['VP8L', [0x2f, 0x7f, 0xc2, 0x59, 0, 0, 0, 0, 0, 0], 640, 360],
] as const)('reads a WebP of kind %s', async (kind, data, width, height) => {
  expect(await pictureSize(chunk(kind, data))).toEqual({ width, height })
})

it.each(['', 'GIF89a..........................', '\u0089PNG', 'RIFF', '%PDF-1.7 and so on, and so on, and so on'])(
  'says nothing of %j',
  async (text) => {
    expect(await pictureSize(new Blob([text]))).toBeUndefined()
  },
)

it('ends on a JPEG that does not end', async () => {
  expect(await pictureSize(bytes([0xff, 0xd8], new Uint8Array(300_000).fill(0xff)))).toBeUndefined()
})
