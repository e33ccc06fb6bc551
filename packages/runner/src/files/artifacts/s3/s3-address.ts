import { defined } from '@shotlist/codegen/defined'
import { ArtifactStoreError } from '../../../errors/output-errors.ts'
import type { S3Settings } from '../../../manifest/s3-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the requests of a store go. */
export type S3Address = {
  /** Of the bucket, without a slash at its end. */
  readonly root: string
  readonly region: string
  /** Whether it is not Amazon's by default. */
  readonly hasEndpoint: boolean
  /** Whether a manifest that came from somebody else cannot have chosen the host: it is Amazon's S3, or the one in the environment. */
  readonly isKnown: boolean
}

/** Hosts of S3 itself. Others of Amazon's (`elb.amazonaws.com`, `compute.amazonaws.com`) are its customers'. */
const AMAZON = /(^|\.)s3(-fips|-accelerate)?(\.dualstack)?([.-][a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.com(\.cn)?$/

/** @throws {ArtifactStoreError} the endpoint is no web address */
export function s3Address({ bucket, ...settings }: S3Settings, env: Environment): S3Address {
  const region = settings.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const own = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']
  const endpoint = settings.endpoint ?? own
  // Names of buckets become names of hosts at Amazon; elsewhere a bucket is a folder.
  const root = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint.replace(/\/+$/, '')}/${bucket}`
  if (!/^https?:\/\//i.test(root) || !URL.canParse(root)) throw new ArtifactStoreError(bucket, `${root} is no web address`)
  const { origin, protocol, hostname } = new URL(root)
  const isAmazon = protocol === 'https:' && AMAZON.test(hostname)
  const isKnown = isAmazon || (own !== undefined && URL.parse(own)?.origin === origin)
  return { root, region, hasEndpoint: endpoint !== undefined, isKnown }
}

/** What signs requests to S3. */
export type S3Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

/** Those of the standard variables; undefined where they are not set. */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken: sessionToken || undefined }) }
}
