import { isUtf8 } from 'node:buffer'
import { readFileSync, realpathSync, statSync } from 'node:fs'

/** Much more than any provider's document needs: GitHub's is 12 MB in JSON, and the largest shipped one 0.3 MB. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

/** The text of a file, or the reason that it cannot be read. */
export function readText(path: string): { text: string } | { problem: string } {
  try {
    const stat = statSync(path)
    // Files of the kernel may block a reader, and hold the environment of a process.
    if (!stat.isFile() || /^\/(?:proc|sys)\//.test(realpathSync(path))) return { problem: 'is not a file' }
    if (stat.size > MAX_DOCUMENT_BYTES) return { problem: `is larger than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB` }
    const bytes = readFileSync(path)
    // Decoding anyway would replace characters, and requests would carry the wrong ones.
    return isUtf8(bytes) ? { text: bytes.toString('utf8').replace(/^\uFEFF/, '') } : { problem: 'is not UTF-8' }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return { problem: code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})` }
  }
}
