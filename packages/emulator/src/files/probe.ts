/** What a file turns out to be. Lengths are pixels and seconds. */
export type MediaFacts =
  | { readonly kind: 'image'; readonly width: number; readonly height: number }
  | { readonly kind: 'video' | 'audio'; readonly seconds: number; readonly width: number | undefined; readonly height: number | undefined }
  | { readonly kind: 'unreadable' }

/**
 * Looks into an uploaded file. Never throws: what cannot be read says so. The readers are loaded with the first file, for most emulators
 * never see one.
 */
export async function probeMedia(content: Uint8Array, type: string): Promise<MediaFacts> {
  try {
    return type.startsWith('image/') ? await probeImage(content) : await probeClip(content)
  } catch {
    return { kind: 'unreadable' }
  }
}

async function probeImage(content: Uint8Array): Promise<MediaFacts> {
  const { loadImage } = await import('@napi-rs/canvas')
  const { width, height } = await loadImage(content)
  return width > 0 && height > 0 ? { kind: 'image', width, height } : { kind: 'unreadable' }
}

async function probeClip(content: Uint8Array): Promise<MediaFacts> {
  const { ALL_FORMATS, BufferSource, Input } = await import('mediabunny')
  const input = new Input({ source: new BufferSource(content as Uint8Array<ArrayBuffer>), formats: ALL_FORMATS })
  try {
    const seconds = await input.computeDuration()
    const track = await input.getPrimaryVideoTrack()
    return { kind: track === null ? 'audio' : 'video', seconds, width: track?.displayWidth, height: track?.displayHeight }
  } finally {
    input.dispose()
  }
}
