import { createHash } from 'node:crypto'
import { createProviderClient } from '@shotlist/core'
import { MissingKeyError } from '../../errors/input-errors.ts'
import { providerTime, timedFetch } from '../../files/connections/provider-time.ts'
import { secretVariable } from '../../manifest/catalog/document-trust.ts'
import { loadShipped, shippedProviders } from '../../manifest/catalog/shipped.ts'
import type { PlannedProvider } from '../../plan/plan.ts'
import type { Connection } from '../../run/run-options.ts'
import { checkHost } from '../options/named-hosts.ts'
import type { VerbContext, VerbOptions } from '../verb.ts'
import { keyIn } from './env-file.ts'

/**
 * Connects to a provider with the key from the environment or `.env`, and the base URL from the environment.
 *
 * @throws {MissingKeyError | HostNotNamedError}; ConfigurationError for an invalid base URL
 */
export function connectFromEnv(
  context: Pick<VerbContext, 'env' | 'envFile' | 'hide' | 'mask'>,
  options: VerbOptions = {},
): (provider: Pick<PlannedProvider, 'model' | 'region'>) => Connection {
  const { env, hide, mask } = context
  return ({ model, region }) => {
    const { table } = model
    const apiKey = keyIn(context, table.env.key)
    if (apiKey === undefined && table.auth !== null) {
      throw new MissingKeyError({ title: table.title, variable: table.env.key, keyUrl: table.keyUrl })
    }
    const halves = table.auth?.jwt === undefined ? [] : (apiKey ?? '').split(':')
    for (const secret of [apiKey, ...halves, keyIn(context, secretVariable(table))]) if (secret !== undefined) hide(secret)
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

/**
 * By the name of its variable, an id of the account for every API key in the environment.
 *
 * @param providers ids of the providers whose keys count; absent: all
 */
export function accountsInEnv({ env }: Pick<VerbContext, 'env'>, providers?: readonly string[]): Map<string, string> {
  const accounts = new Map<string, string>()
  const shipped = shippedProviders().flatMap((id) => loadShipped(id)?.table ?? [])
  for (const [variable, key = ''] of Object.entries(env)) {
    if (!KEY_VARIABLE.test(variable) || key.trim() === '') continue
    // A document that does not ship has variables that begin with its id.
    const own = variable.replace(KEY_VARIABLE, '')
    const known = shipped.find((table) => table.env.key === variable)
    if (providers?.some((id) => (known === undefined ? prefixOf(id) === own : id === known.id)) === false) continue
    accounts.set(variable, accountOf(key.trim(), env[known?.env.baseUrl ?? `${own}_BASE_URL`] ?? ''))
  }
  return accounts
}

function prefixOf(id: string): string {
  return id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}

const KEY_VARIABLE = /_API_(?:KEY|TOKEN)$/

/** An id of the account that does not reveal its key. Uploads are stored by account, because no other account can use them. */
function accountOf(key: string, place: string): string {
  return createHash('sha256').update(`shotlist account\n${place}\n${key}`).digest('hex').slice(0, 16)
}
