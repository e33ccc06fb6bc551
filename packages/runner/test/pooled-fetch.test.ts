import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { download, type ResponseLike } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { pooledFetch } from '../src/files/connections/pooled-fetch.ts'
import { downloadFile } from '../src/files/download-file.ts'
import { PartFile } from '../src/files/part-file.ts'

/** A server for one test. Returns its URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  // An idle connection that the server closes would break the request that is just being sent on it.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function bodyText({ body }: ResponseLike): Promise<string> {
  const reader = body?.getReader()
  const pieces: Uint8Array[] = []
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) pieces.push(piece.value)
  return Buffer.concat(pieces).toString()
}

async function echo(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, headers } = incoming
  outgoing.writeHead(201, { 'x-two': ['a', 'b'] }).end(JSON.stringify({ method, key: headers['api-key'], body: await text(incoming) }))
}

test('sends method, headers and body, and returns status, headers and body', async () => {
  const url = await serve((incoming, outgoing) => void echo(incoming, outgoing))
  const answer = await pooledFetch(url, { method: 'POST', headers: { 'api-key': 'k' }, body: '{"a":1}' })
  expect([answer.status, answer.headers.get('X-Two')]).toEqual([201, 'a, b'])
  expect(JSON.parse(await bodyText(answer))).toEqual({ method: 'POST', key: 'k', body: '{"a":1}' })
})

test('sends forms as well', async () => {
  const url = await serve((incoming, outgoing) => void echo(incoming, outgoing))
  const form = new FormData()
  form.set('image', new Blob(['pixels']), 'a.png')
  const answer = await pooledFetch(url, { method: 'POST', body: form })
  expect(JSON.parse(await bodyText(answer)).body).toContain('filename="a.png"')
})

test('follows redirects for files, and never for paid requests', async () => {
  const seen: (string | undefined)[] = []
  const url = await serve((incoming, outgoing) => {
    seen.push(incoming.url)
    if (incoming.url === '/new') outgoing.end('the file')
    else outgoing.writeHead(307, { location: '/new' }).end()
  })
  expect(await bodyText(await pooledFetch(`${url}/old`, {}))).toBe('the file')
  expect(seen).toEqual(['/old', '/new'])
  expect((await pooledFetch(`${url}/old`, { method: 'POST', body: '{}', redirect: 'manual' })).status).toBe(307)
  expect(seen).toEqual(['/old', '/new', '/old'])
})

test('decodes a response that is compressed although the request does not ask for it', async () => {
  const url = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}')))
  expect(await bodyText(await pooledFetch(url, {}))).toBe('{"ok":true}')
})

test('a refused connection and a broken one have different errors', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  await expect(pooledFetch(`http://127.0.0.1:${port}`, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const url = await serve(({ socket }) => socket.destroy())
  await expect(pooledFetch(url, { method: 'POST', body: '{}' })).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
  const submission = { method: 'POST', body: '{}', redirect: 'manual' } as const
  await expect(pooledFetch(url, submission)).rejects.toMatchObject({ code: 'ECONNRESET' })
  await expect(pooledFetch(`http://127.0.0.1:${port}`, submission)).rejects.toMatchObject({ syscall: 'connect' })
})

test('reads a response that comes after informational ones', async () => {
  const url = await serve((incoming, outgoing) => {
    outgoing.writeContinue()
    outgoing.writeProcessing()
    outgoing.writeEarlyHints({ link: '</a>; rel=preload' })
    void echo(incoming, outgoing)
  })
  for (let nth = 0; nth < 2; nth += 1) {
    const answer = await pooledFetch(url, { method: 'POST', body: '{"a":1}', redirect: 'manual' })
    expect([answer.status, JSON.parse(await bodyText(answer)).body]).toEqual([201, '{"a":1}'])
    expect((await pooledFetch(url, { redirect: 'manual' })).status).toBe(201)
  }
})

test('aborts at once, before a response and in the middle of one', async () => {
  const url = await serve(({ url: path }, outgoing) => {
    if (path === '/body') outgoing.writeHead(200, { 'content-length': 100 }).write('half')
  })
  const before = new AbortController()
  const pending = pooledFetch(url, { signal: before.signal })
  before.abort(new Error('enough'))
  await expect(pending).rejects.toThrow('enough')
  const within = new AbortController()
  const answer = await pooledFetch(`${url}/body`, { signal: within.signal })
  const reader = answer.body?.getReader()
  await reader?.read()
  const rest = reader?.read()
  within.abort(new Error('enough'))
  await expect(rest).rejects.toThrow('enough')
})

test('a body that breaks off before it is read fails the read', async () => {
  const broken = Promise.withResolvers<void>()
  const url = await serve(({ socket }, outgoing) => {
    outgoing.writeHead(200, { 'content-length': 100 }).write('half')
    socket.once('close', () => broken.resolve())
    setImmediate(() => socket.destroy())
  })
  const { body } = await pooledFetch(url, {})
  await broken.promise
  const reader = body?.getReader()
  const readAll = async () => {
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read());
  }
  await expect(readAll()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
})

test('cancelling a response closes its connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-pool-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const closed: Promise<unknown>[] = []
  const url = await serve(({ socket }, outgoing) => {
    closed.push(once(socket, 'close'))
    outgoing.writeHead(404, { 'content-length': 1_000_000 }).write('a page without end')
  })
  await expect(downloadFile(url, new PartFile(join(folder, 'a.part')))).rejects.toMatchObject({ reason: 'gone' })
  await Promise.all(closed)
  expect(closed).toHaveLength(1)
})

test('uses the proxy of the environment if Node is set to', async () => {
  const url = await serve((_, outgoing) => outgoing.end('the file'))
  const asked: (string | undefined)[] = []
  const proxy = createServer().listen(0, '127.0.0.1')
  proxy.on('connect', (incoming, near: Socket) => {
    asked.push(incoming.url)
    const far = connect(Number(new URL(url).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.pipe(near).pipe(far)
    })
  })
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  const program = `import { pooledFetch } from '${new URL('../src/files/connections/pooled-fetch.ts', import.meta.url)}'
    const { body } = await pooledFetch('${url}', {})
    process.stdout.write((await body.getReader().read()).value, () => process.exit())`
  const { port } = proxy.address() as AddressInfo
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@shotlist/source', '--input-type=module', '-e', program], {
    env: { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' },
  })
  expect(stdout).toBe('the file')
  expect(asked).toEqual([new URL(url).host])
})

test('works as the transport of core', async () => {
  const url = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-length': 8 }).end('the file'))
  const { stream, totalBytes } = await download(url, { fetch: pooledFetch })
  expect([await new Response(stream).text(), totalBytes]).toEqual(['the file', 8])
})
