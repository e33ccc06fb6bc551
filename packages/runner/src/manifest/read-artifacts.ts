import { readKnownKeys } from './fields/read-map.ts'
import { readText } from './fields/read-scalars.ts'
import type { IssueList } from './issue-list.ts'
import type { ArtifactSettings } from './manifest.ts'
import type { S3Settings } from './s3-settings.ts'
import type { Entry, Node } from './yaml/node.ts'

const s3Keys = ['bucket', 'prefix', 'endpoint', 'region'] as const

/** `artifacts`: where finished files are shared with other machines. */
export function readArtifacts(node: Node, issues: IssueList): ArtifactSettings {
  const keys = readKnownKeys(node, ['s3'], { what: '`artifacts`', issues })
  const s3 = keys?.s3 && readS3(keys.s3.value, issues)
  return s3 === undefined ? {} : { s3 }
}

function readS3(node: Node, issues: IssueList): S3Settings | undefined {
  const keys = readKnownKeys(node, s3Keys, { what: '`artifacts.s3`', issues })
  if (keys === undefined) return undefined
  const read = (key: (typeof s3Keys)[number]): string | undefined => textOf(keys[key], { key, issues })
  const bucket = read('bucket')
  const endpoint = read('endpoint')
  const prefix = read('prefix')
  const region = read('region')
  if (keys.bucket === undefined) issues.add(node, { code: 'missing-key', message: '`artifacts.s3` does not say its `bucket`' })
  if (bucket !== undefined && keys.bucket !== undefined && !/^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/.test(bucket))
    issues.add(keys.bucket.value, { code: 'bad-name', message: `\`${bucket}\` cannot be the name of a bucket` })
  if (endpoint !== undefined && keys.endpoint !== undefined && !isAddress(endpoint))
    issues.add(keys.endpoint.value, {
      code: 'bad-url',
      message: '`endpoint` must be a web address without a user and without a query',
      hint: 'As `https://minio.example`. Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    })
  else if (endpoint !== undefined && keys.endpoint !== undefined && !isPrivate(endpoint))
    issues.add(keys.endpoint.value, {
      code: 'bad-url',
      message: '`endpoint` must begin with https://: over http:// anybody on the way reads the clips, and the token of a session',
      hint: 'For a store in a network that you trust, leave it out and set AWS_ENDPOINT_URL_S3.',
    })
  return {
    bucket: bucket ?? '',
    ...(prefix !== undefined && { prefix }),
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
  }
}

function textOf(entry: Entry | undefined, { key, issues }: { readonly key: string; readonly issues: IssueList }): string | undefined {
  return entry && readText(entry.value, { what: `\`${key}\``, issues })
}

/** No user in it: a manifest is no place for a key. */
function isAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return `${username}${password}${search}${hash}` === ''
}

/** Whether nobody on the way can read what is sent: it is encrypted, or stays on this machine. */
function isPrivate(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
