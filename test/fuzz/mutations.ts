import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import type { Random } from '../chaos/random.ts'
import { isBranch, type Json, type Place, placesOf } from './places.ts'

/** A response of a provider before it reaches the client. */
export type Reply = {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** The connection breaks after this many bytes of the body; absent: the whole body is sent. */
  breakAfter?: number
}

/** A change of one response, made in place. */
export type Mutation = { readonly name: string; apply(reply: Reply, random: Random): void }

/** Statuses that mean that nothing was accepted. A submission gets one only if the provider did not receive it. */
const REFUSALS = [307, 308, 400, 401, 402, 403, 404, 410, 413, 422, 429]
/** Statuses that do not say whether a submission was accepted. */
const UNCLEAR = [201, 202, 204, 206, 300, 304, 408, 409, 418, 425, 499, 500, 501, 502, 503, 504, 520, 524, 599]

/** Texts that are harmful if they are printed, written or used as a path unescaped. */
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
/** No state and no error code of any document: a false refusal would look like a real one. */
const NUMBERS = [-7, 0.5, 1e300, Number.MAX_SAFE_INTEGER, 987_654]

/** The key of the fuzzed client; its encodings are searched for too. */
export const SECRET = 'fuzz-secret-key-0123456789'

function draw(random: Random): Json {
  return random.pick<() => Json>([
    () => random.pick(TEXTS),
    () => random.pick(NUMBERS),
    () => null,
    () => ({}),
    () => [],
    () => [null],
    () => ({ message: 'Endpoint request timed out' }),
  ])()
}

/** Changes a JSON body in place. A body that is not JSON is left alone. */
function inJson(reply: Reply, change: (root: { value: Json }) => void): void {
  try {
    const root = { value: JSON.parse(reply.body.toString('utf8')) as Json }
    change(root)
    setBody(reply, Buffer.from(JSON.stringify(root.value)))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
}

/** Changes one of the fitting places in a JSON body. */
function atPlace(change: (place: Place, random: Random) => void, fits: (place: Place) => boolean = () => true): Mutation['apply'] {
  return (reply, random) =>
    inJson(reply, (root) => {
      const places = placesOf(root.value).filter(fits)
      if (places.length > 0) change(random.pick(places), random)
    })
}

function setBody(reply: Reply, body: Buffer): void {
  reply.body = body
  reply.headers['content-length'] = String(body.length)
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'status', apply: (reply, random) => void (reply.status = random.pick(UNCLEAR)) },
  { name: 'redirect', apply: (reply, random) => Object.assign(reply, { status: random.pick([301, 302, 303]) }) },
  {
    name: 'redirect to nowhere',
    apply: (reply, random) => {
      reply.status = random.pick([301, 302, 303])
      reply.headers['location'] = random.pick(['http://nowhere.invalid/', 'file:///etc/passwd', 'javascript:alert(1)', '//', ''])
    },
  },
  {
    name: 'content type',
    apply: (reply, random) => void (reply.headers['content-type'] = random.pick(['text/html', 'text/plain', 'image/gif', 'nonsense', ''])),
  },
  { name: 'no content type', apply: (reply) => void delete reply.headers['content-type'] },
  {
    name: 'falsely compressed',
    apply: (reply, random) => void (reply.headers['content-encoding'] = random.pick(['gzip', 'br', 'deflate', 'zstd', 'nonsense'])),
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
    apply: (reply, random) => {
      const name = random.pick(['retry-after', 'date', 'etag', 'last-modified', 'content-range', 'x-trace-id', 'content-disposition'])
      reply.headers[name] = random.pick(['', '-1', '1e999', 'x'.repeat(5000), 'bytes 5-1/0', 'Thu, 99 Foo 1850', '\u00e9\u00ff'])
    },
  },
  {
    name: 'other envelope',
    apply: (reply, random) =>
      setBody(reply, Buffer.from(random.pick(['{}', 'null', '[]', '0', 'true', '""', '"ok"', '{"message":"timed out"}']))),
  },
  {
    name: 'wrapped',
    apply: (reply, random) => inJson(reply, (root) => void (root.value = random.pick<Json>([[root.value], { data: root.value }]))),
  },
  {
    name: 'unwrapped',
    apply: (reply, random) =>
      inJson(reply, (root) => {
        if (isBranch(root.value)) root.value = random.pick(Object.values(root.value).concat(null))
      }),
  },
  // Booleans are left out, because their opposites are states that the document lists.
  {
    name: 'other value',
    apply: atPlace(
      ({ holder, name }, random) => void (holder[name] = draw(random)),
      ({ holder, name }) => typeof holder[name] !== 'boolean',
    ),
  },
  { name: 'no value', apply: atPlace(({ holder, name }) => void delete holder[name]) },
  {
    name: 'other name',
    apply: atPlace(({ holder, name }, random) => {
      const value = holder[name] as Json
      delete holder[name]
      Object.defineProperty(holder, random.pick(['toString', '__proto__', 'constructor', '', 'ERRCODE']), { value, enumerable: true })
    }),
  },
  { name: 'cut', apply: (reply, random) => setBody(reply, reply.body.subarray(0, random.between(0, Math.max(0, reply.body.length - 1)))) },
  { name: 'empty', apply: (reply) => setBody(reply, Buffer.alloc(0)) },
  { name: 'trailing bytes', apply: (reply) => setBody(reply, Buffer.concat([reply.body, Buffer.from('}{"x":1}')])) },
  { name: 'padded', apply: (reply) => setBody(reply, Buffer.concat([Buffer.alloc(2_000_000, ' '), reply.body])) },
  { name: 'deep', apply: (reply) => setBody(reply, Buffer.from('['.repeat(20_000) + ']'.repeat(20_000))) },
  { name: 'UTF-16', apply: (reply) => setBody(reply, Buffer.from(`\ufeff${reply.body.toString('utf8')}`, 'utf16le')) },
  { name: 'byte order mark', apply: (reply) => setBody(reply, Buffer.concat([Buffer.from('\ufeff'), reply.body])) },
  {
    name: 'broken UTF-8',
    apply: (reply, random) => {
      const body = Buffer.from(reply.body)
      if (body.length > 0) body[random.between(0, body.length - 1)] = random.pick([0xff, 0xc0, 0x80, 0x00])
      setBody(reply, body)
    },
  },
  { name: 'HTML page', apply: (reply) => setBody(reply, Buffer.from('<!doctype html><title>Bad gateway</title>')) },
  { name: 'cut connection', apply: (reply, random) => void (reply.breakAfter = random.between(0, Math.max(0, reply.body.length - 1))) },
  { name: 'no response', apply: (reply) => void (reply.breakAfter = 0) },
]

/** A definite refusal; the provider does not get the request. */
export function refusal(random: Random): Reply {
  const body = Buffer.from(random.pick(['', '{}', 'null', '{"message":"no"}', '<html>']))
  return { status: random.pick(REFUSALS), headers: { 'content-type': 'application/json', 'content-length': String(body.length) }, body }
}
