import type { Clip, ClipFile } from '../contract/report.ts'

/** The element that shows a file: a video player, picture or audio player. */
export type MediaKind = 'video' | 'image' | 'audio'

const KIND_BY_EXTENSION: Readonly<Record<string, MediaKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  mp3: 'audio',
  wav: 'audio',
  m4a: 'audio',
}

/** The kind of a file, by its extension; `video` if that is unknown, because most operations make clips. */
export function mediaKind({ path }: ClipFile): MediaKind {
  return KIND_BY_EXTENSION[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'video'
}

/** All files of a clip, the clip itself first. */
export function filesOf({ file, others = [] }: Clip): readonly ClipFile[] {
  return file === undefined ? [] : [file, ...others]
}
