import { defined } from '@shotlist/codegen/defined'
import { ArtifactStoreError } from '../../../errors/output-errors.ts'
import type { S3Settings } from '../../../manifest/s3-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The address of a bucket. */
export type S3Address = {
  /** URL of the bucket, without a slash at its end. */
  readonly root: string
  readonly region: string
  /** Whether an endpoint is set, in the manifest or in the environment. */
  readonly hasEndpoint: boolean
  /** Whether the host can be trusted without trust in the manifest: it is Amazon S3, or the host in the environment. */
  readonly isKnown: boolean
}

/** Hosts of S3 itself. Other hosts below `amazonaws.com` (`elb.`, `compute.`) belong to Amazon's customers. */
const AMAZON = /(^|\.)s3(-fips|-accelerate)?(\.dualstack)?([.-][a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.com(\.cn)?$/

/** The address of a bucket, from the manifest and the environment. @throws {ArtifactStoreError} if the endpoint is not a web address */
export function s3Address({ bucket, ...settings }: S3Settings, env: Environment): S3Address {
  const region = settings.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const own = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']
  const endpoint = settings.endpoint ?? own
  // At Amazon the bucket is part of the host name; elsewhere it is the first part of the path.
  const root = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint.replace(/\/+$/, '')}/${bucket}`
  if (!/^https?:\/\//i.test(root) || !URL.canParse(root)) throw new ArtifactStoreError(bucket, `${root} is not a web address`)
  const { origin, protocol, hostname } = new URL(root)
  const isAmazon = protocol === 'https:' && AMAZON.test(hostname)
  const isKnown = isAmazon || (own !== undefined && URL.parse(own)?.origin === origin)
  return { root, region, hasEndpoint: endpoint !== undefined, isKnown }
}

/** Credentials that sign requests to S3. */
export type S3Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

/** The credentials in the standard AWS variables; undefined if they are not set. */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken: sessionToken || undefined }) }
}
