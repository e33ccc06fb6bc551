import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { createProviderClient } from '@shotlist/core'
import { count } from '../../../../errors/amounts.ts'
import { HostNotNamedError } from '../../../../errors/input-errors.ts'
import { providerTime, timedFetch } from '../../../../files/connections/provider-time.ts'
import { checkHost } from '../../../options/named-hosts.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { keyIn, keySource } from '../../../project/env-file.ts'
import { standInKey } from '../../../project/stand-in-key.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { type Check, innermost } from './check.ts'

/** A provider, and whether the manifest uses it. */
export type Checked = {
  readonly id: string
  readonly model: ProviderModel
  readonly region?: string | undefined
  readonly isNeeded: boolean
}

const TIMEOUT_MS = 10_000
/** Signed requests are refused with a clock that is further off than a few minutes. */
const CLOCK_LIMIT_MS = 60_000

/** Checks the key of each provider, whether its host can be reached, and the clock. Hosts that are not named get no request. */
export async function checkProviders(context: VerbContext, providers: readonly Checked[], options: VerbOptions): Promise<readonly Check[]> {
  const checks = await Promise.all(providers.map((provider) => checkProvider(context, provider, options)))
  return checks.flat()
}

async function checkProvider(context: VerbContext, provider: Checked, options: VerbOptions): Promise<readonly Check[]> {
  const baseUrl = baseUrlOf(context, provider)
  if (typeof baseUrl !== 'string') return [checkKey(context, provider), baseUrl]
  const refused = refusalOf(baseUrl, { context, provider, options })
  if (refused !== undefined) return [checkKey(context, provider), refused]
  const host = await checkReach(baseUrl, { context, provider })
  const key = checkKey(context, provider)
  const isProvable = options['online'] === true && key.source !== undefined && key.status !== 'problem'
  return [isProvable ? await proveKey(key, { context, provider, options }) : key, host, ...clockChecks(baseUrl, provider)]
}

/** What is missing is a problem only if the manifest needs it. */
function lacking({ isNeeded }: Checked): 'warning' | 'problem' {
  return isNeeded ? 'problem' : 'warning'
}

function checkKey(context: VerbContext, provider: Checked): Check {
  const { id: of, model } = provider
  const { env, auth, keyUrl } = model.table
  const line = { check: 'key', of }
  const source = keySource(context, env.key)
  const key = keyIn(context, env.key) ?? ''
  if (source === undefined) {
    if (auth === null) return { ...line, status: 'ok', message: 'this provider needs none' }
    return {
      ...line,
      status: lacking(provider),
      message: `${env.key} is not set`,
      hint: `Set it, in the environment or in .env beside the manifest${keyUrl === undefined ? '' : `; create a key at ${keyUrl}`}. Rehearsals need none.`,
    }
  }
  context.hide(key)
  const place = source === 'environment' ? 'the environment' : (context.envFile?.name ?? '.env')
  if (/^(["'])[^]*\1$|\s/.test(key))
    return {
      ...line,
      source,
      status: 'problem',
      message: `${env.key}, from ${place}, has quotes around it or spaces in it`,
      hint: 'Set the key alone: Windows keeps quotes of `set NAME="value"`.',
    }
  if (auth?.jwt !== undefined && !/^[^:]+:[^:]/.test(key))
    return { ...line, source, status: 'problem', message: `${env.key}, from ${place}, has one part`, hint: 'Set it as ACCESS:SECRET.' }
  return { ...line, source, status: 'ok', message: `${env.key} is set in ${place}` }
}

/** The address of the provider's requests, or why it is not known. */
function baseUrlOf({ env, mask }: VerbContext, { id: of, model, region }: Checked): string | Check {
  const { table } = model
  try {
    // Only the address is used: nothing is sent with this key.
    return createProviderClient(table, { apiKey: standInKey(table, 'none'), baseUrl: env[table.env.baseUrl], region, mask }).baseUrl
  } catch (error) {
    return { check: 'host', of, status: 'problem', message: innermost(error), hint: `Correct ${table.env.baseUrl} or the region.` }
  }
}

type Given = { readonly context: VerbContext; readonly provider: Checked; readonly options: VerbOptions }

function refusalOf(baseUrl: string, { context, provider, options }: Given): Check | undefined {
  try {
    checkHost({ model: provider.model, baseUrl }, context, options)
    return undefined
  } catch (error) {
    if (!(error instanceof HostNotNamedError)) throw error
    return { check: 'host', of: provider.id, status: 'problem', message: error.message, ...defined({ hint: error.hint }) }
  }
}

/** Whether the host responds. Any response counts; no key is sent. */
async function checkReach(baseUrl: string, { context, provider }: Omit<Given, 'options'>): Promise<Check> {
  const { host } = new URL(baseUrl)
  const line = { check: 'host', of: provider.id }
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TIMEOUT_MS)])
    const { body } = await timedFetch(baseUrl, { method: 'HEAD', redirect: 'manual', signal })
    await body?.getReader().cancel()
    return { ...line, status: 'ok', message: `${host} responds` }
  } catch (error) {
    return {
      ...line,
      status: lacking(provider),
      message: `${host} does not respond: ${innermost(error)}`,
      hint: 'Check the network, the firewall and the proxy variables.',
    }
  }
}

function clockChecks(baseUrl: string, { id: of }: Checked): readonly Check[] {
  const theirsMs = providerTime(baseUrl).now()
  if (theirsMs === undefined) return []
  const seconds = Math.round((Date.now() - theirsMs) / 1000)
  const side = seconds > 0 ? 'ahead of' : 'behind'
  const isOff = Math.abs(seconds) * 1000 > CLOCK_LIMIT_MS
  const message = Math.abs(seconds) <= 2 ? 'as that of the provider' : `${Math.abs(seconds)} s ${side} that of the provider`
  if (!isOff) return [{ check: 'clock', of, status: 'ok', message }]
  const hint = 'Set the clock of this machine by the network: signed requests and the age of keys depend on it.'
  return [{ check: 'clock', of, status: 'warning', message, hint }]
}

/** Reads the balance, which costs nothing and which a wrong key cannot. */
async function proveKey(key: Check, { context, provider, options }: Given): Promise<Check> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const { client } = connectFromEnv(context, options)({ model: provider.model, ...defined({ region: provider.region }) })
    const isFree = Object.values(provider.model.table.operations).some(({ balance, kind }) => balance !== undefined && kind === 'query')
    if (!isFree) return { ...key, message: `${key.message}; its document has no free request that proves it` }
    const balance = await client.balance({ signal })
    const told = balance === undefined ? '' : `: the balance is ${count(balance.amount, balance.unit)}`
    return { ...key, message: `${key.message} and accepted${told}` }
  } catch (error) {
    const isRefused =
      typeof error === 'object' && error !== null && 'class' in error && (error.class === 'auth' || error.class === 'forbidden')
    const message = error instanceof Error ? error.message : String(error)
    const { keyUrl } = provider.model.table
    if (!isRefused) return { ...key, status: 'warning', message: `${key.message}; it could not be proven: ${message}` }
    const hint = `Check the key${keyUrl === undefined ? '' : ` at ${keyUrl}`}, and the region.`
    return { ...key, status: 'problem', message: `${key.message} and refused: ${message}`, hint }
  }
}
