import { typeByEnding } from '../manifest/files/file-types.ts'

/** The MIME type of a file to send, by its name. The document's own list decides what is accepted. */
export const mediaType = (path: string): string => typeByEnding(path) ?? 'application/octet-stream'
