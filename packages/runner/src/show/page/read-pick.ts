import type { IncomingMessage } from 'node:http'
import type { PickRequest } from '@shotlist/review'

/** A pick is three names. */
const LONGEST_BODY = 10_000

/** The pick that a request carries; absent where it carries none. */
export async function readPick(request: IncomingMessage): Promise<PickRequest | undefined> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return undefined
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > LONGEST_BODY) return undefined
  }
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || !('group' in body) || !('take' in body)) return undefined
  const { group, take } = body
  if (typeof group !== 'string' || (typeof take !== 'string' && take !== null)) return undefined
  return { group, take, ...('render' in body && typeof body.render === 'string' && { render: body.render }) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
