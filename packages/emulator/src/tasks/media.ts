/** A clip to be made. */
export type ClipSpec = {
  /** Pixels; both even. */
  readonly width: number
  readonly height: number
  /** Length in seconds; of the new part, for an extension. */
  readonly seconds: number
  /** Drawn into the picture. */
  readonly prompt: string
  /** Short facts drawn below it, such as `extend`, `v5 720p`, `seed 7`. */
  readonly notes: readonly string[]
}

/** A still picture to be made. */
export type ImageSpec = Omit<ClipSpec, 'seconds'>

/** What makes the files a provider answers with. Everything it returns is complete and playable. */
export type MediaMaker = {
  /** An MP4 file. */
  clip(spec: ClipSpec): Promise<Uint8Array>
  /** An MP4 file that begins with `source` (an MP4 file) and goes on for `spec.seconds`. */
  extend(source: Uint8Array, spec: ClipSpec): Promise<Uint8Array>
  /** A PNG file. */
  image(spec: ImageSpec): Promise<Uint8Array>
  /** Ends workers. Whatever is under way rejects. */
  close(): Promise<void>
}

/** The kinds of file that tasks give. */
export type FileType = 'video' | 'image' | 'audio'

/** How one of the emulator's files is made; making it again gives the same bytes. */
export type FileRecipe = {
  readonly name: string
  readonly type: FileType
  readonly spec: ClipSpec
  /** The file it goes on from, by name. */
  readonly source: string | undefined
}

/** Ending and media type by kind of file. */
export const FILE_FORMATS: Readonly<Record<FileType, { readonly ending: string; readonly mime: string }>> = {
  video: { ending: 'mp4', mime: 'video/mp4' },
  image: { ending: 'png', mime: 'image/png' },
  audio: { ending: 'wav', mime: 'audio/wav' },
}

/** A part of a file's name, whatever characters the id has. */
export function fileSafe(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '-')
}
