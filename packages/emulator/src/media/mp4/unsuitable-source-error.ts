/** A file that cannot be continued packet by packet: no H.264 in it, or not in a form we can add to. */
export class UnsuitableSourceError extends Error {
  override readonly name = 'UnsuitableSourceError'
}
