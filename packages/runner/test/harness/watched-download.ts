import type { FetchLike } from '@shotlist/core'
import { pooledFetch } from '../../src/files/connections/pooled-fetch.ts'

/**
 * Downloads as a run does, and reports when a reader has read something and waits for more. A server that breaks a download waits for
 * that: unread bytes are lost when a connection breaks, and their number would depend on the speed of the machine.
 */
export function watchedDownload(onTaken: (url: string, bytes: number) => void): FetchLike {
  return async (url, init) => {
    const response = await pooledFetch(url, init)
    const { body } = response
    if (body === null) return response
    const getReader = () => {
      const reader = body.getReader()
      let bytes = 0
      const read = async () => {
        const piece = reader.read()
        onTaken(url, bytes)
        const taken = await piece
        bytes += taken.value?.byteLength ?? 0
        return taken
      }
      return { read, cancel: (reason?: unknown) => reader.cancel(reason) }
    }
    return { ...response, body: { getReader } }
  }
}
