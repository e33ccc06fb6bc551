import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib, { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { systemClock } from '@shotlist/core'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { OutputError } from '../src/errors/output-errors.ts'
import { type DownloadOptions, downloadFile } from '../src/files/download-file.ts'
import { DownloadLimit } from '../src/files/download-limit.ts'
import { PartFile } from '../src/files/part-file.ts'
import { watchedDownload } from './harness/watched-download.ts'

const CONTENT = randomBytes(40_000)
const OLD = randomBytes(40_000)
const HALF = 15_000

let folder: string
let server: Server | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shotlist-download-'))
})

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  rmSync(folder, { recursive: true, force: true })
})

/** Downloads from a host. With `resume`, half of the old content is on the disk already. */
async function download(
  host: RequestListener,
  { resume = false, ...options }: DownloadOptions & { readonly resume?: boolean } = {},
): Promise<Buffer> {
  const made = createServer(host)
  server = made
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  const path = join(folder, 'clip.part')
  if (resume) {
    writeFileSync(path, OLD.subarray(0, HALF))
    writeFileSync(`${path}.json`, JSON.stringify({ etag: '"old"', totalBytes: OLD.length }))
  }
  const { port } = made.address() as AddressInfo
  await downloadFile(`http://127.0.0.1:${port}/clip`, new PartFile(path), { retryBaseMs: 1, ...options })
  return readFileSync(path)
}

/** Responds to a range request with this, and to others with the whole file. */
function onRange(headers: Readonly<Record<string, string>>, content = CONTENT.subarray(HALF)): RequestListener {
  return (request, response) => {
    if (request.headers.range === undefined) response.writeHead(200, { 'content-length': CONTENT.length, etag: '"new"' }).end(CONTENT)
    else response.writeHead(206, headers).end(content)
  }
}

const REST = `bytes ${HALF}-${CONTENT.length - 1}/${CONTENT.length}`

test.each<[string, RequestListener]>([
  ['another ETag', onRange({ etag: '"new"', 'content-range': REST })],
  ['no ETag', onRange({ 'content-range': REST })],
  ['no range', onRange({ etag: '"old"' })],
  ['another range', onRange({ etag: '"old"', 'content-range': `bytes 0-${HALF - 1}/${CONTENT.length}` })],
  ['another total', onRange({ etag: '"old"', 'content-range': `bytes ${HALF}-${CONTENT.length}/${CONTENT.length + 1}` })],
  ['the whole file as a range', onRange({ etag: '"new"', 'content-range': `bytes 0-${CONTENT.length - 1}/${CONTENT.length}` }, CONTENT)],
  ['an encoded range', onRange({ etag: '"old"', 'content-range': REST, 'content-encoding': 'gzip' }, gzipSync(CONTENT))],
  ['a refusal of ranges', (request, response) => void (request.headers.range ? response.writeHead(416).end() : response.end(CONTENT))],
  ['200', (_request, response) => void response.end(CONTENT)],
])('never joins two contents if a host responds to a range request with %s', async (_name, host) => {
  expect(await download(host, { resume: true })).toEqual(CONTENT)
})

test('continues if the host has the same content', async () => {
  const found = await download(onRange({ etag: '"old"', 'content-range': REST }, OLD.subarray(HALF)), { resume: true })
  expect(found).toEqual(OLD)
})

test.each<[string, Buffer]>([
  ['gzip', gzipSync(CONTENT)],
  ['br', brotliCompressSync(CONTENT)],
  ['deflate', deflateSync(CONTENT)],
  ['deflate, gzip', gzipSync(deflateSync(CONTENT))],
  ...('zstdCompressSync' in zlib ? [['zstd', zlib.zstdCompressSync(CONTENT)] satisfies [string, Buffer]] : []),
])('accepts a file from a host that compresses it with %s although the request does not ask for it', async (encoding, body) => {
  const host: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length, etag: '"new"' }).end(body)
  expect(await download(host)).toEqual(CONTENT)
})

const compressing: RequestListener = (_request, response) => void response.writeHead(200, { 'content-encoding': 'compress' }).end(CONTENT)

test('names a compression that cannot be decoded', async () => {
  await expect(download(compressing, { tries: 1 })).rejects.toMatchObject({
    reason: 'broken',
    message: expect.stringContaining('as compress') as string,
  })
})

function sum(algorithm: string, content: Buffer, encoding: 'base64' | 'hex' = 'base64') {
  return createHash(algorithm).update(content).digest(encoding)
}

/** Digests that a host may send for this content. */
function digests(content: Buffer): [string, Record<string, string>][] {
  return [
    ['Content-MD5', { 'content-md5': sum('md5', content) }],
    ['Repr-Digest', { 'repr-digest': `unknown=:AAAA:, sha-256=:${sum('sha256', content)}:` }],
    ['Content-Digest', { 'content-digest': `sha-512=:${sum('sha512', content)}:` }],
    ['Digest', { digest: `SHA-256=${sum('sha256', content)}` }],
    ['x-goog-hash', { 'x-goog-hash': `crc32c=AAAAAA==,md5=${sum('md5', content)}` }],
    ['x-amz-checksum-sha256', { 'x-amz-checksum-sha256': sum('sha256', content) }],
    ['an ETag of S3', { server: 'AmazonS3', 'x-amz-request-id': '1', etag: `"${sum('md5', content, 'hex')}"` }],
  ]
}

test.each(digests(OLD))('refuses a file that does not match %s', async (_name, headers) => {
  let asked = 0
  const host: RequestListener = (_request, response) => {
    asked += 1
    response.writeHead(200, headers).end(CONTENT)
  }
  const broken = { reason: 'broken', message: expect.stringContaining('does not match its') as string }
  await expect(download(host, { tries: 2 })).rejects.toMatchObject(broken)
  expect(asked).toBe(2)
  expect(() => readFileSync(join(folder, 'clip.part'))).toThrow('ENOENT')
})

const ofOld = { etag: sum('md5', OLD, 'hex') }

test.each<[string, Record<string, string>]>([
  ...digests(CONTENT),
  ['an ETag of another host', { etag: `"${ofOld.etag}"` }],
  ['an ETag of S3 for parts', { server: 'AmazonS3', 'x-amz-request-id': '1', etag: `"${ofOld.etag}-2"` }],
  [
    'one of a file that S3 encrypts',
    { server: 'AmazonS3', 'x-amz-request-id': '1', 'x-amz-server-side-encryption': 'aws:kms', etag: `"${ofOld.etag}"` },
  ],
  ['a hash of a file that Google stores compressed', { 'x-goog-stored-content-encoding': 'gzip', 'x-goog-hash': `md5=${sum('md5', OLD)}` }],
  ['a checksum of parts', { 'x-amz-checksum-sha256': `${sum('sha256', OLD)}-2` }],
  ['an unreadable digest', { 'repr-digest': 'sha-256=:AAAA:', digest: 'sha-256', 'content-md5': '*' }],
])('accepts a file with a digest that matches, or does not apply: %s', async (_name, headers) => {
  expect(await download((_request, response) => void response.writeHead(200, headers).end(CONTENT))).toEqual(CONTENT)
})

test('ignores the digest of a compressed response', async () => {
  const headers = { 'content-encoding': 'gzip', 'content-md5': sum('md5', gzipSync(CONTENT)) }
  expect(await download((_request, response) => void response.writeHead(200, headers).end(gzipSync(CONTENT)))).toEqual(CONTENT)
})

test('compares the digest with the whole file if it came in two halves', async () => {
  const joined = Buffer.concat([OLD.subarray(0, HALF), CONTENT.subarray(HALF)])
  const headers = { etag: '"old"', 'content-range': REST, 'content-digest': `sha-256=:${sum('sha256', CONTENT)}:` }
  const right = { ...headers, 'repr-digest': `sha-256=:${sum('sha256', joined)}:` }
  expect(await download(onRange(right), { resume: true })).toEqual(joined)
  // The second try starts from the beginning, with the other content.
  expect(await download(onRange({ ...headers, 'repr-digest': `sha-256=:${sum('sha256', OLD)}:` }), { resume: true })).toEqual(CONTENT)
})

const MONDAY = 'Mon, 02 Nov 2026 10:00:00 GMT'

test.each<[string, Record<string, string>, boolean]>([
  ['an old date', { 'last-modified': MONDAY, date: 'Mon, 02 Nov 2026 10:01:00 GMT' }, true],
  ['a recent date', { 'last-modified': MONDAY, date: 'Mon, 02 Nov 2026 10:00:59 GMT' }, false],
  ['a date and a weak ETag', { 'last-modified': MONDAY, date: 'Tue, 03 Nov 2026 10:00:00 GMT', etag: 'W/"1"' }, false],
])('continues a partial download by %s: %o, %s', async (_name, headers, continues) => {
  const asked: unknown[] = []
  const host: RequestListener = (request, response) => {
    asked.push(request.headers['if-range'])
    if (request.headers.range !== undefined)
      return response.writeHead(206, { ...headers, 'content-range': REST }).end(CONTENT.subarray(HALF))
    response.writeHead(200, { ...headers, 'content-length': CONTENT.length })
    if (asked.length > 1) return response.end(CONTENT)
    return response.write(CONTENT.subarray(0, HALF))
  }
  const onTaken = (_url: string, bytes: number) => {
    if (bytes === HALF && asked.length === 1) server?.closeAllConnections()
  }
  expect(await download(host, { fetch: watchedDownload(onTaken) })).toEqual(CONTENT)
  expect(asked).toEqual([undefined, continues ? MONDAY : undefined])
})

test('starts from the beginning if the date of the file has changed or is absent', async () => {
  for (const headers of [{ 'last-modified': 'Tue, 03 Nov 2026 10:00:00 GMT' }, {}]) {
    writeFileSync(join(folder, 'clip.part'), OLD.subarray(0, HALF))
    writeFileSync(join(folder, 'clip.part.json'), JSON.stringify({ lastModified: MONDAY, totalBytes: OLD.length }))
    expect(await download(onRange({ ...headers, 'content-range': REST }))).toEqual(CONTENT)
  }
})

const huge: RequestListener = (_request, response) => void response.writeHead(200, { 'content-length': 1e15 }).write(CONTENT)

test('refuses a file that is larger than the free space of the disk', async () => {
  await expect(download(huge, { maxBytes: 2e15 })).rejects.toThrow('the disk is full: 1000000000000000 bytes are needed')
})

test('accepts a file from a host that always sends it as a range', async () => {
  const headers = { 'content-range': `bytes 0-${CONTENT.length - 1}/${CONTENT.length}` }
  expect(await download((_request, response) => void response.writeHead(206, headers).end(CONTENT))).toEqual(CONTENT)
})

const large: RequestListener = (_request, response) => void response.writeHead(200, { 'content-length': 2_000_000 }).write(CONTENT)

const endless: RequestListener = (_request, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write(CONTENT));
  }
  response.on('drain', more)
  more()
}

test('stops a body of unknown length before the disk is full, and deletes it', async () => {
  const rooms = [new OutputError('clip.part', { problem: 'the disk is full' }), undefined]
  const looked = vi.spyOn(PartFile.prototype, 'requireRoom').mockImplementation(() => {
    const room = rooms.pop()
    return room === undefined ? Promise.resolve() : Promise.reject(room)
  })
  onTestFinished(() => looked.mockRestore())
  await expect(download(endless)).rejects.toThrow('the disk is full')
  expect(looked).toHaveBeenCalledTimes(2)
  expect(() => readFileSync(join(folder, 'clip.part'))).toThrow('ENOENT')
}, 120_000)

test('ends a body above the limit at once, also if only its declared length is above it', async () => {
  let asked = 0
  const counted: RequestListener = (request, response) => {
    asked += 1
    endless(request, response)
  }
  await expect(download(counted, { maxBytes: 1_000_000 })).rejects.toMatchObject({ reason: 'endless' })
  expect(asked).toBe(1)
  expect(() => readFileSync(join(folder, 'clip.part'))).toThrow('ENOENT')
  server?.closeAllConnections()
  server?.close()
  await expect(download(large, { maxBytes: 1_000_000 })).rejects.toMatchObject({ reason: 'endless' })
})

test.each(['while data comes', 'while it waits for the next try'])(
  'ends a download whose time is up %s, and keeps what a later try can go on with',
  async (when) => {
    let expire: (() => void) | undefined
    const after = (_ms: number, run: () => void) => {
      expire = run
      return () => undefined
    }
    const limit = new DownloadLimit({ clock: { ...systemClock, after }, owner: new AbortController().signal, limitMs: 120_000 })
    let response: ServerResponse | undefined
    const host: RequestListener = (_request, given) => {
      response = given
      given.writeHead(200, { 'content-length': CONTENT.length, etag: '"new"' }).write(CONTENT.subarray(0, HALF))
    }
    const onTaken = () => {
      if (when === 'while more is to come') return expire?.()
      response?.destroy()
      response?.once('close', () => setImmediate(() => expire?.()))
    }
    const options = { signal: limit.signal, fetch: watchedDownload(onTaken), retryBaseMs: 1e9 }
    await expect(download(host, options)).rejects.toMatchObject({
      reason: 'endless',
      message: expect.stringContaining('the download was not complete after 2 min') as string,
    })
    limit.end()
    expect(new PartFile(join(folder, 'clip.part')).hasFacts).toBe(true)
  },
)
