import type { ServerResponse } from 'node:http'

/** A response to send, and how much of it. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `half`: half of the body is sent and the connection is closed; `stall`: half of the body is sent and the connection stays open. */
  readonly cut?: 'half' | 'stall'
}

/** Allows browsers to call the emulator from pages of any origin. */
export const OPEN_TO_BROWSERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': '*',
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(reply.body)
  response.writeHead(reply.status, { ...OPEN_TO_BROWSERS, ...reply.headers, 'content-length': bytes.byteLength })
  if (reply.cut === undefined) {
    response.end(bytes)
    return
  }
  const half = bytes.subarray(0, Math.max(1, Math.floor(bytes.byteLength / 2)))
  response.write(half, () => {
    if (reply.cut === 'half') response.socket?.destroy()
  })
}
