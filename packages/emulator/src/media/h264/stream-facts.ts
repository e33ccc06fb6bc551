import { BitReader, unescapePayload } from './bits.ts'

/** The values of the parameter sets that a slice header depends on. */
export type StreamFacts = {
  readonly pictureSet: number
  /** Bits of `frame_num`. */
  readonly frameNumberBits: number
  /** Whether slice headers contain deblocking parameters. */
  readonly deblockingControl: boolean
}

/**
 * Reads a Baseline sequence parameter set and picture parameter set (H.264, 7.3.2.1 and 7.3.2.2), with their NAL headers.
 *
 * @throws {Error} if they need a feature that the slices written here do not have, which means that the encoder has changed.
 */
export function readStreamFacts(sequenceSet: Uint8Array, pictureSet: Uint8Array): StreamFacts {
  const sequence = new BitReader(unescapePayload(sequenceSet.subarray(1)))
  const profile = sequence.bits(8)
  sequence.bits(16)
  sequence.unsigned()
  const frameNumberBits = sequence.unsigned() + 4
  const orderType = sequence.unsigned()

  const picture = new BitReader(unescapePayload(pictureSet.subarray(1)))
  const id = picture.unsigned()
  picture.unsigned()
  const arithmeticCoding = picture.bits(1)
  picture.bits(1)
  const groups = picture.unsigned()
  const references = picture.unsigned()
  picture.unsigned()
  picture.bits(3)
  picture.signed()
  picture.signed()
  picture.signed()
  const deblockingControl = picture.bits(1) === 1

  if (profile !== 66 || orderType !== 2 || arithmeticCoding !== 0 || groups !== 0 || references !== 0) {
    throw new Error('the H.264 encoder writes streams that the emulator cannot continue')
  }
  return { pictureSet: id, frameNumberBits, deblockingControl }
}
