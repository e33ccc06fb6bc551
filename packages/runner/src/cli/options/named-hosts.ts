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
import type { VerbContext, VerbOption, VerbOptions } from '../verb.ts'

/*
 * A key goes only to hosts that the user named: those of the providers that ship, the one in `<ID>_BASE_URL`, and, for a document of one's
 * own, those confirmed once on a terminal or given with `--allow-host`. The same holds for the artifact store, by the id `s3`: Amazon's own
 * hosts and the one in `AWS_ENDPOINT_URL_S3` are named.
 */

export const ALLOW_HOST_OPTION: VerbOption = {
  flags: '--allow-host <id=host>',
  description: 'lets a document of your own send its key to this host, as acme=api.acme.example; s3=HOST for the artifact store',
  repeatable: true,
}

type Provider = Pick<PlannedProvider, 'model'> & { readonly region?: string | undefined }

/** Where requests go that carry a key, or are signed with one. */
type Destination = {
  /** By which the host is named. */
  readonly id: string
  readonly host: string
  /** What sends there: `the document of Acme sends requests, and the key in ACME_API_KEY,`. */
  readonly sender: string
  /** Whether the host is named by itself. */
  readonly isKnown: boolean
}

type Environment = Pick<VerbContext, 'env'>

/** @param baseUrl where a provider's requests go */
function providerAt({ model }: Pick<Provider, 'model'>, baseUrl: string, { env }: Environment): Destination {
  const { id, title, env: variables } = model.table
  return {
    id,
    host: new URL(baseUrl).host,
    sender: `the document of ${title.slice(0, 60)} sends requests, and the key in ${variables.key},`,
    isKnown: loadShipped(id) === model || (env[variables.baseUrl] ?? '') !== '',
  }
}

/** @throws {ArtifactStoreError} its endpoint is no web address */
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

/** @throws {HostNotNamedError} a provider's requests, and its key, would go to a host that is not named */
export function checkHost(
  { model, baseUrl }: Pick<Provider, 'model'> & { baseUrl: string },
  context: Environment,
  options: VerbOptions,
): void {
  check(providerAt({ model }, baseUrl, context), context, options)
}

/**
 * Why an artifact store is sent nothing: it is at a host that is not named. Undefined where it is.
 *
 * @throws {ArtifactStoreError} its endpoint is no web address
 */
export function storeRefusal(s3: S3Settings, context: Environment, options: VerbOptions): string | undefined {
  const store = storeAt(s3, context)
  if (isNamed(store, context, options)) return undefined
  return `the manifest chose this host, and you have not named it: read it first, then confirm it on a terminal, or give ${shellWords(['--allow-host', `s3=${store.host}`])}`
}

/**
 * Asks for each host that is not named yet, where somebody is there to answer, and keeps what is confirmed.
 *
 * @param s3 an artifact store that is asked as well
 * @throws {HostNotNamedError} when the answer is no
 */
export async function confirmHosts(
  context: VerbContext,
  providers: readonly Provider[],
  options: VerbOptions,
  s3?: S3Settings,
): Promise<void> {
  const { ask } = context
  if (ask === undefined) return
  const destinations = providers.map((provider) => providerAt(provider, serverOf(provider.model.table, provider.region), context))
  if (s3 !== undefined && credentialsFrom(context.env) !== undefined) destinations.push(storeAt(s3, context))
  for (const destination of destinations) {
    if (isNamed(destination, context, options)) continue
    const { id, host, sender } = destination
    const question = brief(`${sender.replace(/^./, (letter) => letter.toUpperCase())} to ${host}. Is this host right?`)
    if (await ask(question)) keepHost(context.env, id, host)
    else throw new HostNotNamedError(destination)
  }
}

/** The server of a region; without one, the document's first. */
function serverOf({ servers }: Provider['model']['table'], region: string | undefined): string {
  return (servers.find((server) => server.region === region) ?? servers[0])?.url ?? ''
}

/**
 * The hosts of `--allow-host`, by provider.
 *
 * @throws {UsageError} for a value that is none
 */
function givenHosts({ allowHost }: VerbOptions): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>()
  for (const text of Array.isArray(allowHost) ? allowHost.map(String) : []) {
    const [, id, host] = /^([a-z0-9-]+)=([^/\s=]+)$/.exec(text) ?? []
    if (id === undefined || host === undefined)
      throw new UsageError(`--allow-host takes a provider and a host, as acme=api.acme.example, not ${text}`)
    hosts.set(id, (hosts.get(id) ?? new Set()).add(host))
  }
  return hosts
}

type Confirmed = ReadonlyMap<string, readonly string[]>

/** The hosts that were confirmed on this machine, by provider. A file that cannot be understood confirms nothing. */
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
    // A home that does not exist is not made.
    if (!existsSync(join(file, '../../..'))) throw new Error('there is no such home')
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    rmSync(`${file}.new`, { force: true })
    writeFileSync(`${file}.new`, text, { mode: 0o600, flag: 'wx' })
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be written, so the host cannot be remembered`, {
      hint: `Give ${shellWords(['--allow-host', `${id}=${host}`])}, or make the folder writable.`,
      cause,
    })
  }
}

/** In the user's own configuration folder, never in a project: what comes with a project must not confirm itself. */
function hostsFile({ XDG_CONFIG_HOME, APPDATA, HOME }: VerbContext['env']): string {
  const folder = XDG_CONFIG_HOME || (process.platform === 'win32' && APPDATA) || join(HOME || homedir(), '.config')
  return join(folder, 'shotlist', 'hosts.json')
}
