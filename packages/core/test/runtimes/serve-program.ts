import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

const ID = '9007199254740993'

/** The results of `main` of `program.ts` in every runtime. */
export const EXPECTED = {
  states: ['pending', 'running', 'succeeded'],
  url: 'https://media.example/1.mp4',
  id: ID,
  pictured: ID,
  invalid: [{ pointer: '/duration', message: 'duration 8 is not offered at 1080p by v3.5: use 5, or 720p' }],
  refused: ['moderation', 'the text, picture or clip was refused by the content review'],
  failed: 'server',
  aborted: 'enough',
  lost: true,
  webhook: 401,
}

function ok(resp: string): string {
  return `{"ErrCode":0,"ErrMsg":"Success","Resp":${resp}}`
}

/** Serves the parts of PixVerse that the program needs, and the program's files, from one origin, as for a page. */
export async function serveProgram(files: ReadonlyMap<string, string>): Promise<string> {
  let last = ''
  let reads = 0
  const answer = (path: string, body: string): string => {
    if (path.endsWith('/image/upload')) return body.includes('PNG') ? ok('{"img_id":7}') : '{"ErrCode":500032,"ErrMsg":"no picture"}'
    if (path.includes('/generate')) {
      last = /"prompt":"(\w+)/.exec(body)?.[1] ?? ''
      reads = 0
      return last === 'refuse' ? '{"ErrCode":500063,"ErrMsg":"refused"}' : ok(`{"video_id":${ID}}`)
    }
    reads += 1
    if (last === 'fail') return ok(`{"id":${ID},"status":8}`)
    return reads === 1 || last === 'wait'
      ? ok(`{"id":${ID},"status":5}`)
      : ok(`{"id":${ID},"status":1,"url":"https://media.example/1.mp4"}`)
  }
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const body = (await buffer(request)).toString('latin1')
    const file = files.get(path.slice(1))
    if (path === '/') response.setHeader('content-type', 'text/html').end('<!doctype html><title>core</title>')
    else if (file !== undefined) response.setHeader('content-type', 'text/javascript').end(file)
    else response.setHeader('content-type', 'application/json').end(answer(path, body))
  })
  // An idle connection must not close just as a client uses it again.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
