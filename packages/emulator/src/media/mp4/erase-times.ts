/** Boxes that hold others on the way to the three that say when the file was made (ISO/IEC 14496-12, 8.2 to 8.4). */
const containers: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia'])
const dated: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])

/**
 * Sets creation and modification times in an MP4 to zero, in place: the writer stamps the present second, and the same request must
 * come to the same bytes whenever it is made.
 */
export function eraseTimes(file: Uint8Array): void {
  eraseWithin(new DataView(file.buffer, file.byteOffset, file.byteLength))
}

function eraseWithin(boxes: DataView): void {
  let at = 0
  while (at + 8 <= boxes.byteLength) {
    const size = boxes.getUint32(at)
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => boxes.getUint8(at + offset)))
    // 0 is "to the end" and 1 a 64-bit size: the picture data, behind all that matters here.
    if (size < 8 || at + size > boxes.byteLength) return
    const content = new DataView(boxes.buffer, boxes.byteOffset + at + 8, size - 8)
    if (containers.has(type)) eraseWithin(content)
    if (dated.has(type)) {
      const timeBytes = content.getUint8(0) === 1 ? 16 : 8
      for (let offset = 4; offset < 4 + timeBytes; offset += 1) content.setUint8(offset, 0)
    }
    at += size
  }
}
