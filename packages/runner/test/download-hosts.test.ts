import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DownloadOptions, downloadFile } from '../src/files/download-file.ts'
import { PartFile } from '../src/files/part-file.ts'

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

/** Downloads from a host of this kind, with half of the old content there already where `resume` says so. */
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

/** Answers a range with this, and everything else with the whole. */
const onRange =
  (headers: Readonly<Record<string, string>>, content = CONTENT.subarray(HALF)): RequestListener =>
  (request, response) => {
    if (request.headers.range === undefined) response.writeHead(200, { 'content-length': CONTENT.length, etag: '"new"' }).end(CONTENT)
    else response.writeHead(206, headers).end(content)
  }

const rest = `bytes ${HALF}-${CONTENT.length - 1}/${CONTENT.length}`

test.each<[string, RequestListener]>([
  ['another ETag', onRange({ etag: '"new"', 'content-range': rest })],
  ['no ETag', onRange({ 'content-range': rest })],
  ['no range', onRange({ etag: '"old"' })],
  ['another range', onRange({ etag: '"old"', 'content-range': `bytes 0-${HALF - 1}/${CONTENT.length}` })],
  ['another total', onRange({ etag: '"old"', 'content-range': `bytes ${HALF}-${CONTENT.length}/${CONTENT.length + 1}` })],
  ['the whole as a part', onRange({ etag: '"new"', 'content-range': `bytes 0-${CONTENT.length - 1}/${CONTENT.length}` }, CONTENT)],
  ['an encoded part', onRange({ etag: '"old"', 'content-range': rest, 'content-encoding': 'gzip' }, gzipSync(CONTENT))],
  ['a refusal of ranges', (request, response) => void (request.headers.range ? response.writeHead(416).end() : response.end(CONTENT))],
  ['200', (_request, response) => void response.end(CONTENT)],
])('never joins two contents when a host answers a range with %s', async (_name, host) => {
  expect(await download(host, { resume: true })).toEqual(CONTENT)
})

test('goes on where the host has the same content', async () => {
  const found = await download(onRange({ etag: '"old"', 'content-range': rest }, OLD.subarray(HALF)), { resume: true })
  expect(found).toEqual(OLD)
})

test.each([
  ['gzip', gzipSync(CONTENT)],
  ['br', brotliCompressSync(CONTENT)],
  ['deflate', deflateSync(CONTENT)],
])('takes a file from a host that compresses it unasked, by %s', async (encoding, body) => {
  const host: RequestListener = (_request, response) =>
    void response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length, etag: '"new"' }).end(body)
  expect(await download(host)).toEqual(CONTENT)
})

test('takes a file from a host that always sends it as a part', async () => {
  const headers = { 'content-range': `bytes 0-${CONTENT.length - 1}/${CONTENT.length}` }
  expect(await download((_request, response) => void response.writeHead(206, headers).end(CONTENT))).toEqual(CONTENT)
})

const large: RequestListener = (_request, response) => void response.writeHead(200, { 'content-length': 2_000_000 }).write(CONTENT)

test('ends a body that does not end, and one that declares too much, at once', async () => {
  let asked = 0
  const endless: RequestListener = (_request, response) => {
    asked += 1
    const more = (): void => {
      while (!response.destroyed && response.write(CONTENT));
    }
    response.on('drain', more)
    more()
  }
  await expect(download(endless, { maxBytes: 1_000_000 })).rejects.toMatchObject({ reason: 'endless' })
  expect(asked).toBe(1)
  expect(() => readFileSync(join(folder, 'clip.part'))).toThrow('ENOENT')
  server?.closeAllConnections()
  server?.close()
  await expect(download(large, { maxBytes: 1_000_000 })).rejects.toMatchObject({ reason: 'endless' })
})

const drip: RequestListener = (_request, response) => {
  const timer = setInterval(() => response.write('.'), 5)
  response.on('close', () => clearInterval(timer))
}

test('ends a host that is never silent and never done', async () => {
  await expect(download(drip, { limitMs: 200 })).rejects.toMatchObject({ reason: 'endless' })
})
