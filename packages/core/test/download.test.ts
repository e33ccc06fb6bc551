import { defined } from '@shotlist/codegen/defined'
import { describe, expect, it } from 'vitest'
import { DownloadError, download } from '../src/index.ts'
import { rejection } from './connect-to.ts'
import { handClock } from './hand-clock.ts'
import { nowhere, type Reply, silence, startServer } from './scripted-server.ts'

const CLIP = 'the bytes of a clip'

const file: Reply = (response, { headers }) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  const fresh = headers['if-range'] === undefined || headers['if-range'] === '"v1"'
  const part = fresh ? CLIP.slice(from) : CLIP
  const range = from > 0 && fresh
  response.writeHead(range ? 206 : 200, {
    'content-type': 'video/mp4',
    'content-length': part.length,
    etag: '"v1"',
    ...defined({ 'content-range': range ? `bytes ${from}-${CLIP.length - 1}/${CLIP.length}` : undefined }),
  })
  response.end(part)
}

function textOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return new Response(stream).text()
}

describe('download', () => {
  it('fetches a file without the key', async () => {
    await using server = await startServer([file])
    const { stream, ...facts } = await download(`${server.url}/41.mp4?sig=1`)
    expect(facts).toEqual({ offset: 0, totalBytes: CLIP.length, type: 'video/mp4', etag: '"v1"' })
    expect(await textOf(stream)).toBe(CLIP)
    expect(server.received[0]?.headers).not.toHaveProperty('api-key')
  })

  it('continues where it stopped', async () => {
    await using server = await startServer([file])
    const { stream, offset, totalBytes } = await download(server.url, { from: 10, etag: '"v1"' })
    expect({ offset, totalBytes }).toEqual({ offset: 10, totalBytes: CLIP.length })
    expect(await textOf(stream)).toBe(CLIP.slice(10))
  })

  it('starts again if the file has changed', async () => {
    await using server = await startServer([file])
    const { stream, offset } = await download(server.url, { from: 10, etag: '"v0"' })
    expect(offset).toBe(0)
    expect(await textOf(stream)).toBe(CLIP)
  })

  it('starts again with a weak etag, which proves nothing', async () => {
    await using server = await startServer([file])
    const { offset } = await download(server.url, { from: 10, etag: 'W/"v1"' })
    expect(offset).toBe(0)
    expect(server.received[0]?.headers).not.toHaveProperty('range')
  })

  it('errors when the bytes end too early', async () => {
    await using server = await startServer([
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setImmediate(() => response.destroy())
      },
    ])
    const { stream } = await download(server.url)
    expect(await rejection(textOf(stream))).toBeInstanceOf(DownloadError)
  })

  it('errors when the bytes stop coming', async () => {
    await using server = await startServer([
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
      },
    ])
    const clock = handClock()
    const { stream } = await download(server.url, { timeoutMs: 100, clock })
    const reader = stream.getReader()
    expect(await reader.read()).toMatchObject({ value: new TextEncoder().encode('half') })
    const rest = rejection(reader.read())
    // The stream has requested more by then.
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(100)
    expect(await rest).toMatchObject({ message: expect.stringContaining('no data for 100 ms, after 4 bytes') as string })
  })

  it('says that a URL may have expired, without its signature', async () => {
    await using server = await startServer([
      (response) => {
        response.writeHead(403)
        response.end('<Error/>')
      },
    ])
    const error = await rejection(download(`${server.url}/41.mp4?X-Sig=private`))
    expect(error).toMatchObject({
      code: 'download',
      status: 403,
      url: `${server.url}/41.mp4`,
      hint: expect.stringContaining('expired') as string,
    })
    expect((error as Error).message).not.toContain('private')
  })

  it('has a time limit, aborts, and reports a host that cannot be reached', async () => {
    await using server = await startServer([silence])
    await expect(download(server.url, { timeoutMs: 50 })).rejects.toThrow('no response within 50 ms')
    expect(await rejection(download(server.url, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' })
    expect(await rejection(download(await nowhere()))).toMatchObject({ code: 'download', status: undefined })
  })
})
