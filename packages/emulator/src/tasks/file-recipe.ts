import type { ClipSpec } from './media-maker.ts'

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
export const fileFormats: Readonly<Record<FileType, { readonly ending: string; readonly mime: string }>> = {
  video: { ending: 'mp4', mime: 'video/mp4' },
  image: { ending: 'png', mime: 'image/png' },
  audio: { ending: 'wav', mime: 'audio/wav' },
}

/** A part of a file's name, whatever characters the id has. */
export function fileSafe(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '-')
}
