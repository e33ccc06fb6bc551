import { extname } from 'node:path'

const BY_ENDING: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
}

/** Names that mean the same type. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-aac': 'audio/aac',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
  'video/mov': 'video/quicktime',
}

/** The MIME type of a file, by its name's ending. Absent: the ending says nothing. */
export function typeByEnding(path: string): string | undefined {
  return BY_ENDING[extname(path).toLowerCase()]
}

/** Whether a file may be of one of the types, by its ending. A file whose ending says nothing may be of any. */
export function mayBeOfType(path: string, types: readonly string[]): boolean {
  const type = typeByEnding(path)
  return type === undefined || isOfType(type, types)
}

/** Whether a type is one of those; without any, all are. */
export function isOfType(type: string, types: readonly string[]): boolean {
  const name = ALIASES[type] ?? type
  return (
    types.length === 0 ||
    types.some((accepted) => {
      const plain = ALIASES[accepted] ?? accepted
      return plain === name || (plain.endsWith('/*') && name.startsWith(plain.slice(0, -1)))
    })
  )
}
