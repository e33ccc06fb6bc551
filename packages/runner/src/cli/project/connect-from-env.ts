import { createHash } from 'node:crypto'
import { createProviderClient } from '@shotlist/core'
import { MissingKeyError } from '../../errors/input-errors.ts'
import { providerTime, timedFetch } from '../../files/connections/provider-time.ts'
import { secretVariable } from '../../manifest/catalog/document-trust.ts'
import type { PlannedProvider } from '../../plan/plan.ts'
import type { Connection } from '../../run/run-options.ts'
import { checkHost } from '../options/named-hosts.ts'
import type { VerbContext, VerbOptions } from '../verb.ts'

/**
 * Connects to a provider with the key and base URL that the environment gives.
 *
 * @throws {MissingKeyError | HostNotNamedError}; ConfigurationError for a base URL that is none
 */
export function connectFromEnv(
  { env, hide, mask }: Pick<VerbContext, 'env' | 'hide' | 'mask'>,
  options: VerbOptions = {},
): (provider: Pick<PlannedProvider, 'model' | 'region'>) => Connection {
  return ({ model, region }) => {
    const { table } = model
    // As it is sent: a key that is read from a file ends with a line end.
    const apiKey = env[table.env.key]?.trim()
    if ((apiKey === undefined || apiKey === '') && table.auth !== null) {
      throw new MissingKeyError({ title: table.title, variable: table.env.key, keyUrl: table.keyUrl })
    }
    for (const secret of [apiKey, env[secretVariable(table)]]) if (secret !== undefined) hide(secret)
    const baseUrl = env[table.env.baseUrl]
    const client = createProviderClient(table, { apiKey, baseUrl, region, mask, fetch: timedFetch })
    checkHost({ model, baseUrl: client.baseUrl }, { env }, options)
    return {
      client,
      time: providerTime(client.baseUrl),
      account: accountOf(apiKey ?? '', `${baseUrl ?? ''} ${region ?? ''}`),
    }
  }
}

/** A name for the account that says nothing of its key: what one account uploaded, another cannot use. */
function accountOf(key: string, place: string): string {
  return createHash('sha256').update(`shotlist account\n${place}\n${key}`).digest('hex').slice(0, 16)
}
