import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ResponseLike } from '@shotlist/core'

/** A digest of a file, as its host states it. */
export type Digest = { readonly algorithm: 'sha512' | 'sha256' | 'md5'; readonly hex: string }

type Algorithm = Digest['algorithm']

const ALGORITHMS: Readonly<Record<string, Algorithm>> = { 'sha-512': 'sha512', 'sha-256': 'sha256', md5: 'md5' }
const BYTES: Readonly<Record<Algorithm, number>> = { sha512: 64, sha256: 32, md5: 16 }
const STRONGEST: readonly Algorithm[] = ['sha512', 'sha256', 'md5']

/**
 * The strongest digest of the whole file in a response; undefined if there is none that can be read. Do not use it for a compressed
 * response: its digests are of the compressed bytes.
 *
 * @param isWhole whether the body is the whole file: `Content-Digest` and `Content-MD5` are of the body, the others of the file
 */
export function digestOf({ headers }: ResponseLike, { isWhole }: { readonly isWhole: boolean }): Digest | undefined {
  const ofFile = ['repr-digest', 'digest', ...(isStored(headers) ? ['x-goog-hash'] : [])].flatMap((name) => listed(headers.get(name)))
  const found = [
    ...ofFile,
    ...named('sha256', headers.get('x-amz-checksum-sha256')),
    ...(isWhole ? [...listed(headers.get('content-digest')), ...named('md5', headers.get('content-md5'))] : []),
    ...tagged(headers),
  ]
  return STRONGEST.flatMap((algorithm) => found.filter((digest) => digest.algorithm === algorithm))[0]
}

/** Whether Google's hash applies: it is of the stored file, which differs from the body if it is stored compressed. */
function isStored(headers: ResponseLike['headers']): boolean {
  return (headers.get('x-goog-stored-content-encoding') ?? 'identity') === 'identity'
}

/** Digests of a list `sha-256=:...:, md5=:...:` (RFC 9530), or without the colons (RFC 3230, and Google). */
function listed(header: string | null): Digest[] {
  return (header ?? '').split(',').flatMap((entry) => {
    const [, name = '', value = ''] = /^\s*([a-z0-9-]+)=:?([A-Za-z0-9+/]+={0,2}):?\s*$/i.exec(entry) ?? []
    const algorithm = ALGORITHMS[name.toLowerCase()]
    return algorithm === undefined ? [] : named(algorithm, value)
  })
}

/** A digest in base64. A checksum of parts (`...-7`) is not a digest of the file, and is left out. */
function named(algorithm: Algorithm, base64: string | null): Digest[] {
  if (base64 === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64.trim())) return []
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === BYTES[algorithm] ? [{ algorithm, hex: bytes.toString('hex') }] : []
}

/**
 * The MD5 in an `ETag` of S3. It is one if the object was uploaded in one part and is not encrypted with a KMS key or a customer's key.
 * Other hosts may put any text there.
 */
function tagged(headers: ResponseLike['headers']): Digest[] {
  const isS3 = headers.get('server') === 'AmazonS3' && headers.has('x-amz-request-id')
  const encryption = headers.get('x-amz-server-side-encryption') ?? 'AES256'
  if (!isS3 || encryption !== 'AES256' || headers.has('x-amz-server-side-encryption-customer-algorithm')) return []
  const [, hex] = /^"([0-9a-f]{32})"$/.exec(headers.get('etag') ?? '') ?? []
  return hex === undefined ? [] : [{ algorithm: 'md5', hex }]
}

/** Whether a file on the disk has a digest. @param known its SHA-256 (hex), and its content if that is in memory */
export async function matches(
  path: string,
  { algorithm, hex }: Digest,
  known: { readonly sha256: string; readonly content?: Uint8Array },
): Promise<boolean> {
  if (algorithm === 'sha256') return known.sha256 === hex
  const hash = createHash(algorithm)
  if (known.content !== undefined) return hash.update(known.content).digest('hex') === hex
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex') === hex
}
