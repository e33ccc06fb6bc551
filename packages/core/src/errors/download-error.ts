import { ShotlistError } from './shotlist-error.ts'

/** A file could not be downloaded completely. */
export class DownloadError extends ShotlistError {
  declare readonly name: 'DownloadError'
  declare readonly code: 'download'
  /** Without its query, which may hold a signature. */
  declare readonly url: string
  /** The HTTP status, if the host responded. 403, 404 and 410 mostly mean that the URL has expired: read the task again for a new one. */
  declare readonly status: number | undefined

  constructor(message: string, facts: { readonly url: string; readonly status?: number; readonly cause?: unknown }) {
    const { url, status } = facts
    const expired = status === 403 || status === 404 || status === 410
    super('download', `${message} (${url})`, {
      hint: expired ? 'The URL may have expired: read the task again for a new one.' : undefined,
      ...facts,
      status,
    })
  }
}
