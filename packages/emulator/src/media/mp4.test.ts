import { expect, test } from 'vitest'
import { eraseTimes } from './mp4.ts'

function box(type: string, ...content: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
function fullBox(type: string, version: number, bytes: number) {
  return box(type, Buffer.from([version, 0, 0, 7]), Buffer.alloc(bytes, 0xaa))
}

/** A file with all times set to one byte value. */
function file(fill: number) {
  const zeroed = (type: string, version: number, length: number) => {
    const made = Buffer.from(fullBox(type, version, length))
    return made.fill(fill, 12, version === 1 ? 28 : 20)
  }
  return Buffer.concat([
    box('ftyp', Buffer.from('isom')),
    box('moov', zeroed('mvhd', 0, 96), box('trak', zeroed('tkhd', 1, 92), box('mdia', zeroed('mdhd', 0, 20)))),
    box('mdat', Buffer.from('mvhd is only a word here')),
  ])
}

test('sets the times in all three boxes to zero, and changes nothing else', () => {
  const dated = file(0xaa)
  eraseTimes(dated)
  expect(dated).toEqual(file(0))
})

test('leaves a truncated file unchanged', () => {
  const cut = Buffer.from(box('moov', fullBox('mvhd', 0, 96))).subarray(0, 40)
  const before = Buffer.from(cut)
  eraseTimes(cut)
  expect(cut).toEqual(before)
})
