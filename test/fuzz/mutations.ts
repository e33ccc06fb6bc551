import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import type { Luck } from '../chaos/seeded.ts'
import { isBranch, type Json, type Place, placesOf } from './places.ts'

/** An answer on its way from a provider to a client. */
export type Reply = {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** Bytes of the body after which the connection breaks; absent: the body comes whole. */
  breakAfter?: number
}

/** A change of one answer. What it does to a reply it does in place. */
export type Mutation = { readonly name: string; apply(reply: Reply, luck: Luck): void }

/** Statuses that say that nothing was accepted: a submission is answered so only where the provider never saw it. */
const REFUSALS = [307, 308, 400, 401, 402, 403, 404, 410, 413, 422, 429]
/** Statuses that say nothing about what became of a submission. */
const UNCLEAR = [201, 202, 204, 206, 300, 304, 408, 409, 418, 425, 499, 500, 501, 502, 503, 504, 520, 524, 599]

/** Texts that mean harm wherever they are printed, written or used as a path. */
const TEXTS = [
  '',
  ' ',
  'x'.repeat(100_000),
  'a\n::set-output name=x::y',
  '\u001b[2J\u001b]0;title\u0007',
  '../../../escaped.mp4',
  "x'; touch PWNED; echo '",
  '<script>alert(1)</script>',
  '__proto__',
  'toString',
  '\ud800',
  'NaN',
  '1e999',
  'Bearer fuzz-secret-key-0123456789',
  Buffer.from('fuzz-secret-key-0123456789').toString('base64'),
  'FUZZ-SECRET-KEY-0123456789',
]
/** No state and no error code that a document lists: a lie that is written down as a refusal could not be told from one. */
const NUMBERS = [-7, 0.5, 1e300, Number.MAX_SAFE_INTEGER, 987_654]

/** The key of the fuzzed client, in every spelling that is looked for. */
export const SECRET = 'fuzz-secret-key-0123456789'

function draw(luck: Luck): Json {
  return luck.pick<() => Json>([
    () => luck.pick(TEXTS),
    () => luck.pick(NUMBERS),
    () => null,
    () => ({}),
    () => [],
    () => [null],
    () => ({ message: 'Endpoint request timed out' }),
  ])()
}

/** A JSON text with its root, or something within it, changed. Anything that is no JSON is left alone. */
function inJson(reply: Reply, change: (root: { value: Json }) => void): void {
  try {
    const root = { value: JSON.parse(reply.body.toString('utf8')) as Json }
    change(root)
    setBody(reply, Buffer.from(JSON.stringify(root.value)))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
}

/** Changes one place of a JSON text, of those that fit. */
function atPlace(change: (place: Place, luck: Luck) => void, fits: (place: Place) => boolean = () => true): Mutation['apply'] {
  return (reply, luck) =>
    inJson(reply, (root) => {
      const places = placesOf(root.value).filter(fits)
      if (places.length > 0) change(luck.pick(places), luck)
    })
}

function setBody(reply: Reply, body: Buffer): void {
  reply.body = body
  reply.headers['content-length'] = String(body.length)
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'status', apply: (reply, luck) => void (reply.status = luck.pick(UNCLEAR)) },
  { name: 'redirect', apply: (reply, luck) => Object.assign(reply, { status: luck.pick([301, 302, 303]) }) },
  {
    name: 'redirect to nowhere',
    apply: (reply, luck) => {
      reply.status = luck.pick([301, 302, 303])
      reply.headers['location'] = luck.pick(['http://nowhere.invalid/', 'file:///etc/passwd', 'javascript:alert(1)', '//', ''])
    },
  },
  {
    name: 'content type',
    apply: (reply, luck) => void (reply.headers['content-type'] = luck.pick(['text/html', 'text/plain', 'image/gif', 'nonsense', ''])),
  },
  { name: 'no content type', apply: (reply) => void delete reply.headers['content-type'] },
  {
    name: 'falsely compressed',
    apply: (reply, luck) => void (reply.headers['content-encoding'] = luck.pick(['gzip', 'br', 'deflate', 'zstd', 'nonsense'])),
  },
  {
    name: 'compressed',
    apply: (reply) => {
      setBody(reply, gzipSync(reply.body))
      reply.headers['content-encoding'] = 'gzip'
    },
  },
  {
    name: 'odd header',
    apply: (reply, luck) => {
      const name = luck.pick(['retry-after', 'date', 'etag', 'last-modified', 'content-range', 'x-trace-id', 'content-disposition'])
      reply.headers[name] = luck.pick(['', '-1', '1e999', 'x'.repeat(5000), 'bytes 5-1/0', 'Thu, 99 Foo 1850', '\u00e9\u00ff'])
    },
  },
  {
    name: 'other envelope',
    apply: (reply, luck) =>
      setBody(reply, Buffer.from(luck.pick(['{}', 'null', '[]', '0', 'true', '""', '"ok"', '{"message":"timed out"}']))),
  },
  {
    name: 'wrapped',
    apply: (reply, luck) => inJson(reply, (root) => void (root.value = luck.pick<Json>([[root.value], { data: root.value }]))),
  },
  {
    name: 'unwrapped',
    apply: (reply, luck) =>
      inJson(reply, (root) => {
        if (isBranch(root.value)) root.value = luck.pick(Object.values(root.value).concat(null))
      }),
  },
  // Booleans are left out: turned over they are states that the document lists.
  {
    name: 'other value',
    apply: atPlace(
      ({ holder, name }, luck) => void (holder[name] = draw(luck)),
      ({ holder, name }) => typeof holder[name] !== 'boolean',
    ),
  },
  { name: 'no value', apply: atPlace(({ holder, name }) => void delete holder[name]) },
  {
    name: 'other name',
    apply: atPlace(({ holder, name }, luck) => {
      const value = holder[name] as Json
      delete holder[name]
      Object.defineProperty(holder, luck.pick(['toString', '__proto__', 'constructor', '', 'ERRCODE']), { value, enumerable: true })
    }),
  },
  { name: 'cut', apply: (reply, luck) => setBody(reply, reply.body.subarray(0, luck.between(0, Math.max(0, reply.body.length - 1)))) },
  { name: 'empty', apply: (reply) => setBody(reply, Buffer.alloc(0)) },
  { name: 'something behind it', apply: (reply) => setBody(reply, Buffer.concat([reply.body, Buffer.from('}{"x":1}')])) },
  { name: 'padded', apply: (reply) => setBody(reply, Buffer.concat([Buffer.alloc(2_000_000, ' '), reply.body])) },
  { name: 'deep', apply: (reply) => setBody(reply, Buffer.from('['.repeat(20_000) + ']'.repeat(20_000))) },
  { name: 'UTF-16', apply: (reply) => setBody(reply, Buffer.from(`\ufeff${reply.body.toString('utf8')}`, 'utf16le')) },
  { name: 'byte order mark', apply: (reply) => setBody(reply, Buffer.concat([Buffer.from('\ufeff'), reply.body])) },
  {
    name: 'broken UTF-8',
    apply: (reply, luck) => {
      const body = Buffer.from(reply.body)
      if (body.length > 0) body[luck.between(0, body.length - 1)] = luck.pick([0xff, 0xc0, 0x80, 0x00])
      setBody(reply, body)
    },
  },
  { name: 'a page', apply: (reply) => setBody(reply, Buffer.from('<!doctype html><title>Bad gateway</title>')) },
  { name: 'broken off', apply: (reply, luck) => void (reply.breakAfter = luck.between(0, Math.max(0, reply.body.length - 1))) },
  { name: 'no answer', apply: (reply) => void (reply.breakAfter = 0) },
]

/** A refusal that is one: the provider behind it is not asked. */
export function refusal(luck: Luck): Reply {
  const body = Buffer.from(luck.pick(['', '{}', 'null', '{"message":"no"}', '<html>']))
  return { status: luck.pick(REFUSALS), headers: { 'content-type': 'application/json', 'content-length': String(body.length) }, body }
}
