import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { loadShipped } from '../catalog/shipped.ts'
import { HostNotNamedError } from '../errors/host-not-named-error.ts'
import { UsageError } from '../errors/usage-error.ts'
import type { PlannedProvider } from '../plan/plan.ts'
import { shellWords } from '../text/command-line.ts'
import { brief } from '../text/visible.ts'
import type { VerbContext, VerbOption, VerbOptions } from './verb.ts'

/*
 * A key goes only to hosts that the user named: those of the providers that ship, the one in `<ID>_BASE_URL`, and, for a document of one's
 * own, those confirmed once on a terminal or given with `--allow-host`.
 */

export const allowHostOption: VerbOption = {
  flags: '--allow-host <id=host>',
  description: 'lets a document of your own send its key to this host, as acme=api.acme.example',
  repeatable: true,
}

type Provider = Pick<PlannedProvider, 'model'> & { readonly region?: string | undefined }

/** Where a provider's requests go. */
type Destination = Pick<Provider, 'model'> & { readonly baseUrl: string }

/** Whether the user has named the host that a provider's requests, and its key, go to. */
function isNamedHost({ model, baseUrl }: Destination, { env }: Pick<VerbContext, 'env'>, options: VerbOptions): boolean {
  const { id, env: variables } = model.table
  if (loadShipped(id) === model) return true
  if ((env[variables.baseUrl] ?? '') !== '') return true
  const { host } = new URL(baseUrl)
  return givenHosts(options).get(id)?.has(host) === true || confirmedHosts(env)[id]?.includes(host) === true
}

/** @throws {HostNotNamedError} */
export function checkHost(destination: Destination, context: Pick<VerbContext, 'env'>, options: VerbOptions): void {
  const { model, baseUrl } = destination
  const { id, title, env } = model.table
  if (!isNamedHost(destination, context, options))
    throw new HostNotNamedError({ id, title, host: new URL(baseUrl).host, variable: env.key })
}

/**
 * Asks for each host that is not named yet, where somebody is there to answer, and keeps what is confirmed.
 *
 * @throws {HostNotNamedError} when the answer is no
 */
export async function confirmHosts(context: VerbContext, providers: readonly Provider[], options: VerbOptions): Promise<void> {
  for (const { model, region } of providers) {
    const destination = { model, baseUrl: serverOf(model.table, region) }
    if (context.ask === undefined || isNamedHost(destination, context, options)) continue
    const { id, title, env } = model.table
    const { host } = new URL(destination.baseUrl)
    const question = brief(
      `The document of ${title.slice(0, 60)} sends requests, and the key in ${env.key}, to ${host}. Is this host right?`,
    )
    if (await context.ask(question)) keepHost(context.env, id, host)
    else checkHost(destination, context, options)
  }
}

/** The server of a region; without one, the document's first. */
const serverOf = ({ servers }: Provider['model']['table'], region: string | undefined): string =>
  (servers.find((server) => server.region === region) ?? servers[0])?.url ?? ''

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

type Confirmed = Readonly<Record<string, readonly string[]>>

/** The hosts that were confirmed on this machine, by provider. A file that cannot be understood confirms nothing. */
function confirmedHosts(env: VerbContext['env']): Confirmed {
  try {
    const kept = JSON.parse(readFileSync(hostsFile(env), 'utf8')) as unknown
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])))
  } catch {
    return {}
  }
}

function keepHost(env: VerbContext['env'], id: string, host: string): void {
  const file = hostsFile(env)
  const known = confirmedHosts(env)
  const text = `${JSON.stringify({ ...known, [id]: [...(known[id] ?? []), host] }, null, 2)}\n`
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, text, { mode: 0o600 })
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
