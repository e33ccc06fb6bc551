/** A clip to be made. */
export type ClipSpec = {
  /** Pixels; both even. */
  readonly width: number
  readonly height: number
  /** Length in seconds; for an extension, of the new part. */
  readonly seconds: number
  /** The text shown in the picture. */
  readonly prompt: string
  /** Short notes shown below the prompt, such as `extend`, `v5 720p`, `seed 7`. */
  readonly notes: readonly string[]
}

/** A still picture to be made. */
export type ImageSpec = Omit<ClipSpec, 'seconds'>

/** Makes the files that a provider delivers. Every returned file is complete and playable. */
export type MediaMaker = {
  /** An MP4 file. */
  clip(spec: ClipSpec): Promise<Uint8Array>
  /** An MP4 file that begins with `source` (an MP4 file) and continues for `spec.seconds`. */
  extend(source: Uint8Array, spec: ClipSpec): Promise<Uint8Array>
  /** A PNG file. */
  image(spec: ImageSpec): Promise<Uint8Array>
  /** Ends the workers. Files that are still being made reject. */
  close(): Promise<void>
}

/** The kinds of files that tasks deliver. */
export type FileType = 'video' | 'image' | 'audio'

/** How to make one of the emulator's files; making it again gives the same bytes. */
export type FileRecipe = {
  readonly name: string
  readonly type: FileType
  readonly spec: ClipSpec
  /** The name of the file that it extends. */
  readonly source: string | undefined
}

/** File extension and media type of each kind of file. */
export const FILE_FORMATS: Readonly<Record<FileType, { readonly ending: string; readonly mime: string }>> = {
  video: { ending: 'mp4', mime: 'video/mp4' },
  image: { ending: 'png', mime: 'image/png' },
  audio: { ending: 'wav', mime: 'audio/wav' },
}

/** Makes an id safe for a file name. */
export function fileSafe(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '-')
}
