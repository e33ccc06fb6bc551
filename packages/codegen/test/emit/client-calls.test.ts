import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { makeWorkspace } from './workspace.ts'

type Seen = { readonly method: string; readonly url: string; readonly key: unknown; readonly body: string }

/** A server that accepts any clip, and whose tasks succeed at once. */
async function startWorkshop(): Promise<{ baseUrl: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', key: request.headers['x-key'], body: await text(request) })
    const answer = '{"id":9007199254740993,"state":"done","url":"https://files.workshop.example/1.mp4"}'
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  })
  // If the server closed an idle connection, it would break a request that is just being sent.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** The client of the workshop, as a program without type checks uses it. */
type Client = {
  textToVideo(input: unknown, options?: object): Promise<{ taskId: string; outputs: unknown }>
  extend(input: unknown, options?: object): Promise<{ outputs: unknown }>
}

test('a generated client sends what the document says', async () => {
  const { root, run } = await makeWorkspace()
  await run('generate', 'workshop.openapi.yaml', '--out', 'clients', '--import-ending', '.ts')
  const path = join(root, 'clients/2nd-workshop/index.gen.ts')
  const { createClient } = (await import(pathToFileURL(path).href)) as { createClient: (options: object) => Client }
  const { baseUrl, seen } = await startWorkshop()
  const client = createClient({ apiKey: 'key', baseUrl })

  const atOnce = { poll: { firstMs: 1, everyMs: 1 } }
  const clip = await client.textToVideo({ prompt: 'a glacier', quality: '720p', img_id: '9007199254740993' }, atOnce)
  expect(clip).toMatchObject({
    taskId: '9007199254740993',
    outputs: { video_id: '9007199254740993', video_url: 'https://files.workshop.example/1.mp4' },
  })
  await client.extend({ source_video_id: 9007199254740993n, prompt: 'go on' }, atOnce)
  expect(seen.filter(({ method }) => method === 'POST')).toEqual([
    {
      method: 'POST',
      url: '/clips',
      key: 'key',
      body: '{"prompt":"a glacier","quality":"720p","img_id":9007199254740993,"action":"render"}',
    },
    { method: 'POST', url: '/clips', key: 'key', body: '{"source_video_id":9007199254740993,"prompt":"go on","action":"extend"}' },
  ])
  expect(seen.filter(({ method }) => method === 'GET').map(({ url }) => url)).toEqual([
    '/clips/9007199254740993',
    '/clips/9007199254740993',
  ])

  seen.length = 0
  await expect(client.textToVideo({ quality: '1080p', duration: 8, prompt: '' })).rejects.toMatchObject({
    name: 'InvalidInputError',
    message: expect.stringContaining('1080p takes no 8 s: use 5, or 720p'),
  })
  expect(seen).toEqual([])
})
