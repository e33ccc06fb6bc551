import type { ServerResponse } from 'node:http'

/** What goes back over the socket, and how far. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `half`: the body breaks off and the connection dies; `stall`: it breaks off and nothing more comes. */
  readonly cut?: 'half' | 'stall'
}

/** Browsers may call the emulator from pages of any origin. */
export const OPEN_TO_BROWSERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': '*',
}

/** Sends a reply. */
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
