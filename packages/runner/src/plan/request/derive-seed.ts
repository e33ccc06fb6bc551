import { createHash } from 'node:crypto'

/** The largest seed any provider takes. */
export const maxSeed = 2_147_483_647

/** A seed from 0 to `max` that is the same whenever the same text is given. */
export function deriveSeed(text: string, max: number = maxSeed): number {
  const digest = createHash('sha256').update(`seed:${text}`).digest()
  return digest.readUIntBE(0, 6) % (Math.min(max, maxSeed) + 1)
}
