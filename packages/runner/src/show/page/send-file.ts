import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { defined } from '@shotlist/codegen/defined'

type Options = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly type: string }

/** Sends a file, or the range of it that a player requests: without ranges, browsers cannot seek. */
export async function sendFile(path: string, { request, response, type }: Options): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile() !== true) {
    response.writeHead(404).end()
    return
  }
  const range = rangeOf(request.headers.range, found.size)
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${found.size}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: found.size - 1 }
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': type,
    'content-length': Math.max(0, end - start + 1),
    'accept-ranges': 'bytes',
    ...defined({ 'content-range': range === undefined ? undefined : `bytes ${start}-${end}/${found.size}` }),
  })
  if (request.method === 'HEAD' || found.size === 0) {
    response.end()
    return
  }
  // A player may close the connection in the middle; that is not an error.
  await pipeline(createReadStream(path, { start, end }), response).catch(() => undefined)
}

/** One range of bytes (RFC 9110, section 14); undefined, for the whole file, if the header is anything else. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (found === null || (found[1] === '' && found[2] === '')) return undefined
  const start = found[1] === '' ? Math.max(0, size - Number(found[2])) : Number(found[1])
  const end = found[1] === '' || found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}
