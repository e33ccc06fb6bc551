import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { shellWords } from '../../errors/command-line.ts'
import { HostNotNamedError, UsageError } from '../../errors/input-errors.ts'
import { credentialsFrom, s3Address } from '../../files/artifacts/s3/s3-address.ts'
import { loadShipped } from '../../manifest/catalog/shipped.ts'
import type { S3Settings } from '../../manifest/s3-settings.ts'
import type { PlannedProvider } from '../../plan/plan.ts'
import { brief } from '../../show/text/visible.ts'
import { readPlainFile } from '../../store/durable/plain-files.ts'
import { credentialVariables } from '../project/env-file.ts'
import type { VerbContext, VerbOption, VerbOptions } from '../verb.ts'

/*
 * An API key is sent only to hosts that the user named: those of the shipped providers, the one in `<ID>_BASE_URL`, and, for a document of
 * the user's own, those confirmed once on a terminal or given with `--allow-host`. The same applies to the artifact store, whose id is
 * `s3`: Amazon's hosts and the one in `AWS_ENDPOINT_URL_S3` count as named.
 */

export const ALLOW_HOST_OPTION: VerbOption = {
  flags: '--allow-host <id=host>',
  description: 'let a document of your own send its key to this host, for example acme=api.acme.example; s3=HOST for the artifact store',
  repeatable: true,
}

type Provider = Pick<PlannedProvider, 'model'> & { readonly region?: string | undefined }

/** The host of requests that carry a key or are signed with one. */
type Destination = {
  /** The id before `=` in `--allow-host`. */
  readonly id: string
  readonly host: string
  /** The beginning of the question: `the document of Acme sends requests, and the key in ACME_API_KEY,`. */
  readonly sender: string
  /** Whether the host needs no confirmation. */
  readonly isKnown: boolean
}

type Environment = Pick<VerbContext, 'env'>

/**
 * The host of the provider's requests, and the others that may get its key.
 *
 * @param baseUrl the base URL of the provider's requests
 */
function providerAt({ model }: Pick<Provider, 'model'>, baseUrl: string, { env }: Environment): readonly Destination[] {
  const { id, title, env: variables, hosts = [] } = model.table
  const isShipped = loadShipped(id) === model
  const sender = `the document of ${title.slice(0, 60)} sends requests, and the key in ${variables.key},`
  const base = { id, host: new URL(baseUrl).host, sender, isKnown: isShipped || (env[variables.baseUrl] ?? '') !== '' }
  return [base, ...hosts.filter((host) => host !== base.host).map((host) => ({ id, host, sender, isKnown: isShipped }))]
}

/** @throws {ArtifactStoreError} its endpoint is not a web address */
function storeAt(s3: S3Settings, { env }: Environment): Destination {
  const { root, isKnown } = s3Address(s3, env)
  const sender = '`artifacts.s3` sends requests, signed with the key in AWS_SECRET_ACCESS_KEY,'
  return { id: 's3', host: new URL(root).host, sender, isKnown }
}

/** Whether the user has named the host. */
function isNamed({ id, host, isKnown }: Destination, { env }: Environment, options: VerbOptions): boolean {
  return isKnown || givenHosts(options).get(id)?.has(host) === true || confirmedHosts(env).get(id)?.includes(host) === true
}

function check(destination: Destination, context: Environment, options: VerbOptions): void {
  if (!isNamed(destination, context, options)) throw new HostNotNamedError(destination)
}

/** @throws {HostNotNamedError} the key of the provider would be sent to a host that is not named */
export function checkHost(
  { model, baseUrl }: Pick<Provider, 'model'> & { baseUrl: string },
  context: Environment,
  options: VerbOptions,
): void {
  for (const destination of providerAt({ model }, baseUrl, context)) check(destination, context, options)
}

/**
 * Why nothing is sent to an artifact store: its host is not named. Undefined if it is.
 *
 * @throws {ArtifactStoreError} its endpoint is not a web address
 */
export function storeRefusal(s3: S3Settings, context: Environment, options: VerbOptions): string | undefined {
  const store = storeAt(s3, context)
  if (isNamed(store, context, options)) return undefined
  return `the manifest names this host, and you have not confirmed it: check the host, then confirm it on a terminal, or give ${shellWords(['--allow-host', `s3=${store.host}`])}`
}

/**
 * Asks on a terminal about each host that is not named yet, and saves those that are confirmed.
 *
 * @param s3 an artifact store whose host is asked about as well
 * @throws {HostNotNamedError} the user says no
 */
export async function confirmHosts(
  context: VerbContext,
  providers: readonly Provider[],
  options: VerbOptions,
  s3?: S3Settings,
): Promise<void> {
  const { ask } = context
  if (ask === undefined) return
  const destinations = providers.flatMap((provider) => providerAt(provider, serverOf(provider.model.table, provider.region), context))
  if (s3 !== undefined && credentialsFrom(credentialVariables(context)) !== undefined) destinations.push(storeAt(s3, context))
  for (const destination of destinations) {
    if (isNamed(destination, context, options)) continue
    const { id, host, sender } = destination
    const question = brief(`${sender.replace(/^./, (letter) => letter.toUpperCase())} to ${host}. Is this host right?`)
    if (await ask(question)) keepHost(context.env, id, host)
    else throw new HostNotNamedError(destination)
  }
}

/** The server of a region; the document's first one if there is no region. */
function serverOf({ servers }: Provider['model']['table'], region: string | undefined): string {
  return (servers.find((server) => server.region === region) ?? servers[0])?.url ?? ''
}

/**
 * The hosts of `--allow-host`, by provider.
 *
 * @throws {UsageError} a value is not valid
 */
function givenHosts({ allowHost }: VerbOptions): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>()
  for (const text of Array.isArray(allowHost) ? allowHost.map(String) : []) {
    const [, id, host] = /^([a-z0-9-]+)=([^/\s=]+)$/.exec(text) ?? []
    if (id === undefined || host === undefined)
      throw new UsageError(`--allow-host needs a provider and a host, for example acme=api.acme.example, not ${text}`)
    hosts.set(id, (hosts.get(id) ?? new Set()).add(host))
  }
  return hosts
}

type Confirmed = ReadonlyMap<string, readonly string[]>

/** The hosts that were confirmed on this machine, by provider. None if the file cannot be read. */
function confirmedHosts(env: VerbContext['env']): Confirmed {
  try {
    const kept = JSON.parse(readPlainFile(hostsFile(env)).toString('utf8')) as unknown
    if (typeof kept !== 'object' || kept === null) return new Map()
    return new Map(Object.entries(kept).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])))
  } catch {
    return new Map()
  }
}

function keepHost(env: VerbContext['env'], id: string, host: string): void {
  const file = hostsFile(env)
  const known = confirmedHosts(env)
  const text = `${JSON.stringify(Object.fromEntries([...known, [id, [...(known.get(id) ?? []), host]]]), null, 2)}\n`
  try {
    // A home folder that does not exist is not created.
    if (!existsSync(join(file, '../../..'))) throw new Error('the home folder does not exist')
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    rmSync(`${file}.new`, { force: true })
    writeFileSync(`${file}.new`, text, { mode: 0o600, flag: 'wx' })
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be written, so the confirmed host cannot be saved`, {
      hint: `Give ${shellWords(['--allow-host', `${id}=${host}`])}, or make the folder writable.`,
      cause,
    })
  }
}

/** In the configuration folder of the user, never in a project: a cloned project must not bring its own confirmations. */
function hostsFile({ XDG_CONFIG_HOME, APPDATA, HOME }: VerbContext['env']): string {
  const folder = XDG_CONFIG_HOME || (process.platform === 'win32' && APPDATA) || join(HOME || homedir(), '.config')
  return join(folder, 'shotlist', 'hosts.json')
}
