import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageSource } from './serve-page.ts'

/** Proxies and browsers give up connections on which nothing comes. */
const BEAT_MS = 20_000

type Options = Pick<PageSource, 'feed' | 'mask'> & {
  /** Aborts when the server ends. */
  readonly closing: AbortSignal
}

/** Sends the report, and from then on its changes (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function sendEvents(request: IncomingMessage, response: ServerResponse, { feed, mask, closing }: Options): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${mask(JSON.stringify(data))}\n\n`)
  send('report', feed.report)
  const silence = feed.listen((change) => send('change', change))
  const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS)
  // Told that it is the end, the page does not try to come back.
  const end = () => response.end('event: end\ndata: null\n\n')
  closing.addEventListener('abort', end, { once: true })
  request.once('close', () => {
    closing.removeEventListener('abort', end)
    clearInterval(beat)
    silence()
  })
}
