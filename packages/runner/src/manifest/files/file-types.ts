import { extname } from 'node:path'

const BY_EXTENSION: Readonly<Record<string, string>> = {
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

/** Other names of types, each with the name used here. */
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

/** The MIME type of a file, by its file extension; `undefined` if the extension is unknown. */
export function typeByExtension(path: string): string | undefined {
  return BY_EXTENSION[extname(path).toLowerCase()]
}

/** Whether a file may have one of the types, by its file extension. A file with an unknown extension may have any type. */
export function mayBeOfType(path: string, types: readonly string[]): boolean {
  const type = typeByExtension(path)
  return type === undefined || isOfType(type, types)
}

/** Whether a type is one of the given types. An empty list accepts every type. */
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
