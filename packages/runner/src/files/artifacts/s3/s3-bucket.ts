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
  /** Below the prefix. */
  readonly object: string
  /** Whether it moves a file, which may take its time. */
  readonly isFile?: boolean
  readonly body?: Blob
  /** SHA-256 (hex) of the body, which the store checks. */
  readonly sha256?: string
}

/** A bucket of an S3-compatible store: signed requests to objects below a prefix. */
export class S3Bucket {
  /** Where it is, with nothing secret in it. */
  readonly name: string
  readonly #client: AwsClient
  readonly #base: string
  /** Who does not answer time and again is not waited for once more, for each of a thousand clips. */
  #down: ArtifactStoreError | undefined

  /** @throws {ArtifactStoreError} the endpoint is no web address */
  constructor(settings: S3Settings, { env, credentials, refusal }: S3Access) {
    const { bucket, prefix = '' } = settings
    const { root, region, hasEndpoint } = s3Address(settings, env)
    const folder = prefix.split('/').filter((part) => part !== '')
    this.#base = [root, ...folder.map(encodeURIComponent)].join('/')
    this.name = `s3://${[bucket, ...folder].join('/')}${hasEndpoint ? ` at ${new URL(root).host}` : ''}`
    const why = credentials === undefined ? 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set' : refusal
    if (why !== undefined) this.#down = new ArtifactStoreError(this.name, why)
    this.#client = new AwsClient({
      ...(credentials ?? NOBODY),
      service: 's3',
      region,
      retries: RETRIES.bucket.retries,
      initRetryMs: RETRIES.bucket.baseMs,
    })
  }

  /**
   * The answer to a request; undefined where there is no such object.
   *
   * @throws {ArtifactStoreError}
   */
  async send(request: S3Request): Promise<Response | undefined> {
    const answer = await this.#answerTo(request)
    if (answer.ok) return answer
    const text = await answer.text().catch(() => '')
    const code = codeOf(text)
    // Anybody may answer 404, a proxy too: only the store itself knows that there is no such object. An answer to HEAD has no text.
    if (answer.status === 404 && (request.method === 'HEAD' || code === 'NoSuchKey')) return undefined
    const error = new ArtifactStoreError(
      this.name,
      `${request.method} was answered with HTTP ${answer.status}${code === undefined ? '' : ` (${code})`}`,
    )
    if (answer.status >= 500) this.#down = error
    throw error
  }

  /** Every request may be repeated: what is read stays, and what is written is written under its hash. */
  async #answerTo({ method, object, isFile, body, sha256 }: S3Request): Promise<Response> {
    if (this.#down !== undefined) throw this.#down
    for (let nth = 1; ; nth += 1) {
      try {
        return await this.#client.fetch(`${this.#base}/${object}`, {
          method,
          // What is signed, and the token of a session, are for this host alone.
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
  /** Why nothing may be sent there. */
  readonly refusal?: string | undefined
}

const NOBODY: S3Credentials = { accessKeyId: '', secretAccessKey: '' }

/** Answers carry a code of their own: `<Code>AccessDenied</Code>`. The rest may quote the request. */
function codeOf(text: string): string | undefined {
  return /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1]
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || String((error.cause as { code?: unknown }).code) : error.message
}
