import { credentialsFrom } from '../../../../files/artifacts/s3/s3-address.ts'
import { S3Bucket } from '../../../../files/artifacts/s3/s3-bucket.ts'
import type { S3Settings } from '../../../../manifest/s3-settings.ts'
import { storeRefusal } from '../../../options/named-hosts.ts'
import { credentialVariables } from '../../../project/env-file.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { type Check, innermost } from './check.ts'

/** Checks the credentials and the host of the artifact store; with `--online`, asks it for an object. */
export async function checkStore(context: VerbContext, settings: S3Settings, options: VerbOptions): Promise<Check> {
  try {
    const credentials = credentialsFrom(credentialVariables(context))
    const refusal = storeRefusal(settings, context, options)
    const bucket = new S3Bucket(settings, { env: context.env, credentials, refusal })
    if (credentials === undefined)
      return {
        check: 'store',
        status: 'warning',
        message: `${bucket.name} is not used: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set`,
        hint: 'Set both, in the environment or in .env beside the manifest.',
      }
    context.hide(credentials.secretAccessKey)
    if (refusal !== undefined) return { check: 'store', status: 'problem', message: `${bucket.name} is not used: ${refusal}` }
    if (options['online'] !== true) return { check: 'store', status: 'ok', message: `${bucket.name}; --online asks whether it responds` }
    await bucket.send({ method: 'HEAD', object: 'doctor' })
    return { check: 'store', status: 'ok', message: `${bucket.name} responds and accepts the credentials` }
  } catch (error) {
    const message = error instanceof Error && 'hint' in error ? error.message : innermost(error)
    return { check: 'store', status: 'problem', message, hint: 'Check its settings, the credentials and the network.' }
  }
}
