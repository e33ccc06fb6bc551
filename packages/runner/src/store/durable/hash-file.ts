import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { openPlainFile } from './plain-file.ts'

/** SHA-256 (hex) of a file's content, read as a stream. @throws the system's error, or one that says that it is not a file */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { fd: openPlainFile(path) })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
