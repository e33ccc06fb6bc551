const SAMPLE_RATE = 8000

/** A silent WAV file (PCM, 8 bit, mono): the result of operations that make sound. */
export function silentWav(seconds: number): Uint8Array {
  const samples = Math.max(1, Math.round(seconds * SAMPLE_RATE))
  const file = new Uint8Array(44 + samples).fill(128)
  const view = new DataView(file.buffer)
  const text = (at: number, value: string): void => file.set(new TextEncoder().encode(value), at)
  text(0, 'RIFF')
  view.setUint32(4, 36 + samples, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, SAMPLE_RATE, true)
  view.setUint32(28, SAMPLE_RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, samples, true)
  return file
}
