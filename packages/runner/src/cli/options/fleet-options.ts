import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { UsageError } from '../../errors/input-errors.ts'
import { type Artifacts, layeredStore, type SharedStore } from '../../files/artifacts/artifact-store.ts'
import { folderStore } from '../../files/artifacts/folder-store.ts'
import { forgivingStore } from '../../files/artifacts/forgiving-store.ts'
import type { Fleet } from '../../fleet/fleet.ts'
import type { S3Settings } from '../../manifest/s3-settings.ts'
import { bucketStore } from '../project/open-artifacts.ts'
import type { VerbContext, VerbOption, VerbOptions } from '../verb.ts'

/** Options of verbs that work with a fleet. */
export const FLEET_OPTIONS: readonly VerbOption[] = [
  {
    flags: '--fleet <url>',
    description: 'database of a fleet, whose workers do the work: postgres://user@host/name; default: SHOTLIST_FLEET_URL',
  },
  {
    flags: '--store <place>',
    description: 'store of a fleet for files: a folder that all its machines share, or s3://bucket/prefix; default: SHOTLIST_FLEET_STORE',
  },
  {
    flags: '--project <name>',
    description: "name of the manifest in the fleet, the same on all machines; default: the manifest's folder and file name",
  },
]

/** The same for verbs that need no file. */
export const FLEET_RECORDS_OPTIONS = FLEET_OPTIONS.filter(({ flags }) => !flags.startsWith('--store'))

/** The address of the fleet's database; undefined if there is none. */
export function fleetUrl({ env, hide }: VerbContext, { fleet }: VerbOptions): string | undefined {
  const url = (typeof fleet === 'string' ? fleet : env['SHOTLIST_FLEET_URL']?.trim()) || undefined
  for (const password of url === undefined ? [] : passwordsIn(url)) hide(password)
  return url && withCheckedTls(url)
}

/** `sslmode=require` checks the server's certificate and name. The library does the same, warns at length, and means to stop checking. */
function withCheckedTls(url: string): string {
  return url.includes('uselibpqcompat=true') ? url : url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** The password of an address, as it is written there and as it is sent. */
function passwordsIn(url: string): string[] {
  const { password = '', searchParams } = URL.parse(url) ?? {}
  const found = [password, searchParams?.get('password') ?? '']
  try {
    found.push(decodeURIComponent(password))
  } catch {
    // Connecting reports it.
  }
  return found.filter((text) => text !== '')
}

/** The options of a fleet that the user typed, for commands that are printed: without the password. */
export function fleetWords({ fleet, store, project }: VerbOptions, { withStore = false } = {}): readonly string[] {
  const words = {
    '--fleet': typeof fleet === 'string' ? withoutPassword(fleet) : undefined,
    '--store': withStore ? store : undefined,
    '--project': project,
  }
  return Object.entries(words).flatMap(([flag, value]) => (typeof value === 'string' ? [flag, value] : []))
}

function withoutPassword(address: string): string {
  const url = URL.parse(address)
  // Without a host, the text may be anything.
  if (url === null) return 'URL'
  if (url.password !== '') url.password = '***'
  if (url.searchParams.has('password')) url.searchParams.set('password', '***')
  return url.href
}

type Where = {
  readonly url: string
  /** The path of the manifest, for the default name of the project. */
  readonly manifestPath: string
  /** The store that the manifest names. */
  readonly s3?: S3Settings | undefined
  /** Called with each warning. Default: prints it. */
  readonly warn?: (message: string) => void
}

/**
 * Connects to a fleet.
 *
 * @throws {UsageError} if no store is named
 * @throws {ArtifactStoreError} if the store takes no files
 * @throws {FleetDatabaseError | JournalTooNewError}
 */
export async function openFleetFrom(context: VerbContext, options: VerbOptions, { url, manifestPath, s3, warn }: Where): Promise<Fleet> {
  const { openFleet } = await import('../../fleet/fleet.ts')
  const fleet = await openFleet({
    url,
    store: fleetStore(context, options, s3),
    project: fleetProject(options, manifestPath),
    folder: join(tmpdir(), `shotlist-fleet-${randomUUID()}`),
    warn: warn ?? ((message) => context.stderr.write(`warning: ${message}\n`)),
  })
  try {
    await fleet.contents.prove()
    return fleet
  } catch (error) {
    await fleet.close()
    throw error
  }
}

/** The name of a manifest in a fleet. @param manifestPath absolute */
export function fleetProject({ project }: VerbOptions, manifestPath: string): string {
  return typeof project === 'string' ? project : `${basename(dirname(manifestPath))}/${basename(manifestPath)}`
}

/**
 * The artifact stores of a manifest, and behind them the store of its fleet. If that cannot be read, files come from their provider.
 *
 * @throws {UsageError} if no store of the fleet is named
 */
export function withFleetStore(artifacts: Artifacts, { context, options, s3 }: Naming): Artifacts {
  const { store } = fleetStore(context, options, s3)
  const onTrouble = (error: unknown): void =>
    void context.stderr.write(`warning: the store of the fleet is not used: ${error instanceof Error ? error.message : String(error)}\n`)
  return { ...artifacts, all: layeredStore(artifacts.all, forgivingStore(store, onTrouble)) }
}

type Naming = { readonly context: VerbContext; readonly options: VerbOptions; readonly s3: S3Settings | undefined }

/** The store of a fleet: the one that is named, or the one of the manifest. */
function fleetStore(context: VerbContext, options: VerbOptions, s3: S3Settings | undefined): Pick<SharedStore, 'name' | 'store'> {
  const { store = context.env['SHOTLIST_FLEET_STORE']?.trim() } = options
  if (typeof store === 'string' && store !== '') {
    const bucket = /^s3:\/\/([^/]+)(?:\/(.+?))?\/*$/.exec(store)
    if (bucket === null) return { name: store, store: folderStore(resolve(context.cwd, store)) }
    const [, name = '', prefix] = bucket
    return bucketStore({ bucket: name, ...defined({ prefix }) }, context, options)
  }
  if (s3 !== undefined) return bucketStore(s3, context, options)
  throw new UsageError('a fleet needs a store for its files', {
    hint: 'Add --store with a folder that all machines of the fleet share, or s3://bucket/prefix; or set SHOTLIST_FLEET_STORE.',
  })
}
