import type { ClipFile } from '../contract/report.ts'

/** What a browser shows a file with. */
export type MediaKind = 'video' | 'image' | 'audio'

const ENDINGS: Readonly<Record<string, MediaKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  mp3: 'audio',
  wav: 'audio',
  m4a: 'audio',
}

/** Most operations make clips; some make pictures or sounds. */
export function mediaKind({ path }: ClipFile): MediaKind {
  return ENDINGS[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'video'
}
