import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const clip = readFileSync(new URL('../../test/fixtures/clip.mp4', import.meta.url))

export type InstantProvider = { readonly url: string; close(): void }

/**
 * A provider with the paths of PixVerse whose tasks take a few milliseconds, so that only the runner is measured. The task's id contains
 * the task's time, and there is no other state.
 */
export async function serveInstantly(taskMs: number): Promise<InstantProvider> {
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing))
  let tasks = 0
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    incoming.resume()
    const path = incoming.url ?? ''
    if (path.startsWith('/media/')) {
      outgoing.writeHead(200, { 'content-type': 'video/mp4', 'content-length': clip.length }).end(clip)
      return
    }
    outgoing.writeHead(200, { 'content-type': 'application/json' })
    if (incoming.method === 'POST') {
      tasks += 1
      outgoing.end(`{"ErrCode":0,"ErrMsg":"success","Resp":{"video_id":${Math.round(performance.now())}${String(tasks).padStart(6, '0')}}}`)
      return
    }
    const id = path.slice(path.lastIndexOf('/') + 1)
    const isDone = performance.now() - Number(id.slice(0, -6)) >= taskMs
    const url = isDone ? `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/${id}.mp4` : ''
    outgoing.end(`{"ErrCode":0,"ErrMsg":"success","Resp":{"id":${id},"status":${isDone ? 1 : 5},"url":"${url}"}}`)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
