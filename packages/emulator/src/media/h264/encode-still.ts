import encoders from 'h264-mp4-encoder'
import type { Picture } from '../draw/picture.ts'
import { readClip } from '../mp4/read-clip.ts'
import { readAvcConfig } from './avcc.ts'
import { prefixSize } from './prefix-length.ts'

/** A key picture, with the parameter sets it needs. NAL units without length or start code. */
export type Still = { readonly sequenceSet: Uint8Array; readonly pictureSet: Uint8Array; readonly slice: Uint8Array }

/** Fastest. */
const speed = 10
/** 10 is best, 51 smallest: text stays crisp, and a 720p card takes some 10 kB. */
const quantizer = 26

/** Encodes one picture. Width and height must be even. */
export async function encodeStill(picture: Picture): Promise<Still> {
  const encoder = await encoders.createH264MP4Encoder()
  try {
    encoder.width = picture.width
    encoder.height = picture.height
    encoder.frameRate = 24
    encoder.speed = speed
    encoder.quantizationParameter = quantizer
    encoder.groupOfPictures = 1
    encoder.initialize()
    encoder.addFrameRgba(picture.rgba)
    encoder.finalize()
    const stream = await readClip(encoder.FS.readFile(encoder.outputFilename))
    const { sequenceSets, pictureSets } = readAvcConfig(stream.description)
    const [sequenceSet, pictureSet, slice] = [sequenceSets[0], pictureSets[0], stream.packets[0]?.data.subarray(prefixSize)]
    if (sequenceSet === undefined || pictureSet === undefined || slice === undefined) throw new Error('the H.264 encoder wrote no picture')
    return { sequenceSet, pictureSet, slice }
  } finally {
    // All encoders share one file system in memory, which would grow by a file for each.
    encoder.FS.unlink(encoder.outputFilename)
    encoder.delete()
  }
}
