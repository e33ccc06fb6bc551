import { cp } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { typeCheck } from './type-check.ts'
import { makeWorkspace } from './workspace.ts'

const PROGRAMS = {
  good: `import { createClient, provider, imageToVideo, modify } from './clients/pinhole/index.gen.js'
import { connect } from '@shotlist/core'
const client = createClient({ apiKey: 'key' })
const file = new Blob(['png'], { type: 'image/png' })
await client.imageToVideo({ prompt: 'a', image: file, style: { data: file }, references: [{ data: new Uint8Array(1), mime_type: 'image/png' }] })
await client.imageToVideo({ prompt: 'a', image: 'https://example.com/a.png' })
await connect(provider, { imageToVideo, modify }, { apiKey: 'key' }).modify({ prompt: 'a', picture: file, frames: [file] })
`,
  bad: `import { createClient } from './clients/pinhole/index.gen.js'
await createClient({ apiKey: 'key' }).imageToVideo({ prompt: 'a', image: 5 })
`,
}

type Small = Record<string, (input: unknown, options?: object) => Promise<unknown>>

test('generated clients take files inside a request, and small ones hold the code only where it is used', async () => {
  const { root, run } = await makeWorkspace()
  await cp(new URL('../../../../test/dialect/pinhole.openapi.yaml', import.meta.url), join(root, 'pinhole.openapi.yaml'))
  await run('generate', 'pinhole.openapi.yaml', '--out', 'clients', '--import-ending', '.ts')
  const { good, bad } = typeCheck(root, PROGRAMS)
  expect(good).toEqual([])
  expect(bad).toHaveLength(1)

  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') bodies.push(await text(request))
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"id":"1","state":"done","url":"https://files.pinhole.example/1.mp4"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = (path: string): string => pathToFileURL(join(root, path)).href
  const { provider, imageToVideo, modify } = (await import(url('clients/pinhole/index.gen.ts'))) as Record<string, never>
  const { connect } = (await import(url('node_modules/@shotlist/core/src/index.ts'))) as { connect: (...given: unknown[]) => Small }
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = connect(provider, { imageToVideo, modify }, { apiKey: 'key', baseUrl })
  const atOnce = { poll: { firstMs: 1, everyMs: 1 } }
  const file = new Blob(['png'], { type: 'image/png' })
  await client['imageToVideo']?.({ prompt: 'a', image: file, style: { data: file } }, atOnce)
  await client['modify']?.({ prompt: 'b', picture: { data: file, name: 'b.png' } }, atOnce)
  expect(JSON.parse(bodies[0] ?? '')).toEqual({
    prompt: 'a',
    image: 'data:image/png;base64,cG5n',
    style: { data: 'cG5n', mime_type: 'image/png' },
  })
  expect(bodies[1]).toMatch(/name="picture"; filename="b\.png"\r\nContent-Type: image\/png\r\n\r\npng\r\n/)
  await expect(client['imageToVideo']?.({ prompt: 'a', image: new Blob(['x'], { type: 'text/plain' }) })).rejects.toThrow('accepted types')
  await expect(client['imageToVideo']?.({ prompt: 'a', image: 'cat.png' })).rejects.toThrow('takes a file')
  expect(bodies).toHaveLength(2)
})
