import { open } from 'node:fs/promises'

/** As many bytes as types are told by; more of a foreign file are not looked into. */
const HEAD_BYTES = 4100

/** The MIME type of a file by how it begins; undefined where it begins like none that is known. */
export async function contentType(path: string): Promise<string | undefined> {
  // Loaded late: few manifests upload files.
  const { fileTypeFromBuffer } = await import('file-type')
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return (await fileTypeFromBuffer(buffer.subarray(0, bytesRead)))?.mime.split(';')[0]
  } finally {
    await file.close()
  }
}
