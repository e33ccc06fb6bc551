import { setTimeout as sleep } from 'node:timers/promises'
import { defined } from '@shotlist/codegen/defined'
import { AwsClient } from 'aws4fetch'
import { ArtifactStoreError } from '../../../errors/output-errors.ts'
import { RETRIES, WAITS } from '../../../errors/retries.ts'
import type { S3Settings } from '../../../manifest/s3-settings.ts'
import type { S3Credentials } from './s3-address.ts'
import { s3Address } from './s3-address.ts'

export type S3Request = {
  readonly method: 'GET' | 'HEAD' | 'PUT'
  /** Key of the object below the prefix. */
  readonly object: string
  /** Whether it transfers a file, and has a longer time-out. */
  readonly isFile?: boolean
  readonly body?: Blob
  /** SHA-256 (hex) of the body, which the store checks. */
  readonly sha256?: string
}

/** A bucket of an S3-compatible store: signed requests to objects below a prefix. */
export class S3Bucket {
  /** Its address without secrets. */
  readonly name: string
  readonly #client: AwsClient
  readonly #base: string
  /** Set after repeated failures, so that a run does not wait for the bucket again for each of a thousand clips. */
  #down: ArtifactStoreError | undefined

  /** @throws {ArtifactStoreError} if the endpoint is not a web address */
  constructor(settings: S3Settings, { env, credentials, refusal }: S3Access) {
    const { bucket, prefix = '' } = settings
    const { root, region, hasEndpoint } = s3Address(settings, env)
    const folder = prefix.split('/').filter((part) => part !== '')
    this.#base = [root, ...folder.map(encodeURIComponent)].join('/')
    this.name = `s3://${[bucket, ...folder].join('/')}${hasEndpoint ? ` at ${new URL(root).host}` : ''}`
    const why = credentials === undefined ? 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set' : refusal
    if (why !== undefined) this.#down = new ArtifactStoreError(this.name, why)
    this.#client = new AwsClient({
      ...(credentials ?? NO_CREDENTIALS),
      service: 's3',
      region,
      retries: RETRIES.bucket.retries,
      initRetryMs: RETRIES.bucket.baseMs,
    })
  }

  /**
   * The response to a request; undefined if there is no such object.
   *
   * @throws {ArtifactStoreError} if the bucket refuses the request or does not respond
   */
  async send(request: S3Request): Promise<Response | undefined> {
    const response = await this.#responseTo(request)
    if (response.ok) return response
    const text = await response.text().catch(() => '')
    const code = codeOf(text)
    // A proxy may respond 404 too: only the store's own code proves that there is no such object. A response to HEAD has no body.
    if (response.status === 404 && (request.method === 'HEAD' || code === 'NoSuchKey')) return undefined
    const error = new ArtifactStoreError(
      this.name,
      `${request.method}: the response is HTTP ${response.status}${code === undefined ? '' : ` (${code})`}`,
    )
    if (response.status >= 500) this.#down = error
    throw error
  }

  /** Sends a request, with retries. Every request is safe to repeat: objects are written under their hash. */
  async #responseTo({ method, object, isFile, body, sha256 }: S3Request): Promise<Response> {
    if (this.#down !== undefined) throw this.#down
    for (let nth = 1; ; nth += 1) {
      try {
        return await this.#client.fetch(`${this.#base}/${object}`, {
          method,
          // The signature and the session token are only for this host.
          redirect: 'manual',
          signal: AbortSignal.timeout(isFile === true ? WAITS.bucket.fileMs : WAITS.bucket.shortMs),
          ...defined({ body, headers: sha256 === undefined ? undefined : { 'x-amz-content-sha256': sha256 } }),
        })
      } catch (cause) {
        this.#down ??= nth > RETRIES.bucket.retries ? new ArtifactStoreError(this.name, reasonOf(cause), cause) : undefined
        if (this.#down !== undefined) throw this.#down
        await sleep(RETRIES.bucket.baseMs * nth)
      }
    }
  }
}

export type S3Access = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly credentials: S3Credentials | undefined
  /** Why nothing may be sent to the bucket. */
  readonly refusal?: string | undefined
}

const NO_CREDENTIALS: S3Credentials = { accessKeyId: '', secretAccessKey: '' }

/** The code in an error response, as `<Code>AccessDenied</Code>`. The rest is dropped, because it may quote the request. */
function codeOf(text: string): string | undefined {
  return /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1]
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || String((error.cause as { code?: unknown }).code) : error.message
}
