import { type Artifacts, openArtifacts, rememberedRecords, type SharedStore } from '../../files/artifacts/artifact-store.ts'
import { forgivingStore } from '../../files/artifacts/forgiving-store.ts'
import { credentialsFrom } from '../../files/artifacts/s3/s3-address.ts'
import { S3Bucket } from '../../files/artifacts/s3/s3-bucket.ts'
import { s3Records } from '../../files/artifacts/s3/s3-records.ts'
import { s3Store } from '../../files/artifacts/s3/s3-store.ts'
import type { S3Settings } from '../../manifest/s3-settings.ts'
import type { Plan } from '../../plan/plan.ts'
import { createPaint } from '../../show/text/output.ts'
import { visible } from '../../show/text/visible.ts'
import type { StateFolder } from '../../store/state-folder.ts'
import { storeRefusal } from '../options/named-hosts.ts'
import type { VerbContext, VerbOptions } from '../verb.ts'
import { credentialVariables } from './env-file.ts'

type Options = { readonly state: StateFolder; readonly context: VerbContext; readonly options: VerbOptions }

/**
 * The artifact stores of a manifest: the one beside the journal, and the one shared with other machines. Without credentials for the shared
 * one, or if its host is not named, nothing is sent to it, and clips that it may hold are not paid again.
 *
 * @throws {ArtifactStoreError} its settings are wrong
 */
export function artifactsOf(plan: Plan, { state, context, options }: Options): Artifacts {
  const { s3 } = plan.artifacts
  return openArtifacts(state.artifacts, s3 && sharedStore(s3, context, options))
}

function sharedStore(settings: S3Settings, context: VerbContext, options: VerbOptions): SharedStore {
  const { name, store, bucket } = bucketStore(settings, context, options)
  let hasWarned = false
  const onTrouble = (error: unknown): void => {
    if (!hasWarned) warn(context, `the artifact store is not used: ${error instanceof Error ? error.message : String(error)}`)
    hasWarned = true
  }
  return { name, store: forgivingStore(store, onTrouble), renders: rememberedRecords(s3Records(bucket)) }
}

/** The store in a bucket, with the credentials of the environment. Its methods throw if it cannot be used. */
export function bucketStore(settings: S3Settings, context: VerbContext, options: VerbOptions) {
  const { env, hide } = context
  const credentials = credentialsFrom(credentialVariables(context))
  if (credentials !== undefined) hide(credentials.secretAccessKey)
  if (credentials?.sessionToken !== undefined) hide(credentials.sessionToken)
  const bucket = new S3Bucket(settings, { env, credentials, refusal: storeRefusal(settings, context, options) })
  return { name: bucket.name, store: s3Store(bucket), bucket }
}

function warn({ stderr, color }: VerbContext, message: string): void {
  stderr.write(`${createPaint(color)('yellow', 'warning:')} ${visible(message)}\n`)
}
