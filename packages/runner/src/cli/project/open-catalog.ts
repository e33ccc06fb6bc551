import { existsSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import type { ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { commandLine } from '../../errors/command-line.ts'
import { ManifestError, UsageError } from '../../errors/input-errors.ts'
import { filePlace } from '../../errors/issue.ts'
import type { Catalog } from '../../manifest/catalog/catalog.ts'
import { documentTrustProblems } from '../../manifest/catalog/document-trust.ts'
import { loadCatalog, loadDocument } from '../../manifest/catalog/load-catalog.ts'
import { loadShipped, shippedProviders } from '../../manifest/catalog/shipped.ts'
import { nodeFiles } from '../../manifest/files/node-files.ts'
import { outOfBounds } from '../../manifest/files/out-of-bounds.ts'
import { createIssueList } from '../../manifest/issue-list.ts'
import { openSource, readManifestFile } from '../../manifest/open-source.ts'
import { readManifest } from '../../manifest/read-manifest.ts'
import type { NamedDocument } from '../options/document-options.ts'
import { DEFAULT_MANIFEST } from '../options/manifest-options.ts'

type Options = {
  readonly cwd: string
  /** The manifest named on the command line. */
  readonly manifest: string | undefined
  /** The document named on the command line. */
  readonly document: NamedDocument | undefined
}

/**
 * The providers a verb can use: the shipped ones, those of the manifest (of the default one only if it exists), and the one of `--spec`.
 *
 * @throws {ManifestError} the manifest or the document has mistakes
 * @throws {UsageError} the named manifest cannot be read
 */
export async function openCatalog({ cwd, manifest, document }: Options): Promise<Catalog> {
  if (document !== undefined) return documentCatalog(document, cwd)
  const path = resolve(cwd, manifest ?? DEFAULT_MANIFEST)
  if (manifest === undefined && !existsSync(path)) return shippedCatalog()
  const read = readManifestFile(path, { name: manifest ?? DEFAULT_MANIFEST, files: nodeFiles })
  if ('problem' in read) throw new UsageError(read.problem.message, read.problem)
  const issues = openSource(relative(cwd, path), read.bytes)
  const parsed = issues.hasErrors() ? undefined : readManifest(issues)
  // Only mistakes in `providers` matter here.
  const own = createIssueList(issues.source)
  const catalog = await loadCatalog(parsed?.providers ?? new Map(), { root: dirname(path), cwd, files: nodeFiles, issues: own })
  if (parsed === undefined) throw new ManifestError(relative(cwd, path), issues.all())
  if (own.hasErrors()) throw new ManifestError(relative(cwd, path), own.all())
  return catalog
}

function shippedCatalog(): Catalog {
  return { ids: shippedProviders(), get: loadShipped, isBroken: () => false }
}

/** The shipped providers and that of a document, which replaces one with the same id. */
async function documentCatalog({ spec, overlay }: NamedDocument, cwd: string): Promise<Catalog> {
  const path = resolve(cwd, spec)
  for (const name of overlay === undefined ? [spec] : [spec, overlay]) {
    const outside = outOfBounds(basename(name), { files: nodeFiles, root: dirname(resolve(cwd, name)) })
    if (outside !== undefined) throw new ManifestError(name, [{ ...filePlace(name), ...outside }])
  }
  const { model, issues } = await loadDocument(path, spec, {
    mayRead: (part) => outOfBounds(part, { files: nodeFiles, root: dirname(path) }) === undefined,
    ...defined({ overlay: overlay === undefined ? undefined : { path: resolve(cwd, overlay), name: overlay } }),
  })
  if (model === undefined) throw new ManifestError(spec, issues)
  const untrusted = documentTrustProblems(model, { ids: shippedProviders(), load: loadShipped })
  if (untrusted.length > 0)
    throw new ManifestError(
      spec,
      untrusted.map((problem) => Object.assign(filePlace(spec), problem)),
    )
  const { id } = model.table
  return {
    ids: [id, ...shippedProviders().filter((other) => other !== id)],
    get: (name) => (name === id ? model : loadShipped(name)),
    isBroken: () => false,
  }
}

/** All providers of a catalog whose documents could be read. */
export function modelsOf(catalog: Catalog): readonly (readonly [string, ProviderModel])[] {
  return catalog.ids.flatMap((id) => {
    const model = catalog.get(id)
    return model === undefined ? [] : [[id, model] as const]
  })
}

/** `pixverse/extend` as provider and operation; the operation is absent in `pixverse`. */
export function splitName(name: string): readonly [provider: string, operation: string | undefined] {
  const slash = name.indexOf('/')
  return slash === -1 ? [name, undefined] : [name.slice(0, slash), name.slice(slash + 1)]
}

/**
 * A provider of the catalog.
 *
 * @throws {UsageError} it has no provider of that name
 */
export function findProvider(id: string, { catalog, verb }: { readonly catalog: Catalog; readonly verb: string }): ProviderModel {
  const model = catalog.get(id)
  if (model !== undefined) return model
  const offering = modelsOf(catalog).filter(([, other]) => Object.hasOwn(other.operations, id))
  if (offering.length > 0)
    throw new UsageError(`\`${id}\` is an operation of ${offering.map(([provider]) => provider).join(', ')}`, {
      hint: `Name the provider: \`${commandLine([verb, `${offering[0]?.[0]}/${id}`])}\`.`,
    })
  const near = suggest(id, catalog.ids)
  throw new UsageError(`there is no provider \`${id}\``, {
    hint:
      near === undefined
        ? `The providers are ${catalog.ids.join(', ')}. For a document of your own, add \`--spec FILE\`.`
        : `Did you mean \`${near}\`?`,
  })
}

/** @throws {UsageError} the provider has no operation of that name */
export function checkOperation(id: string, operation: string, model: ProviderModel): void {
  if (Object.hasOwn(model.operations, operation)) return
  const names = Object.keys(model.operations)
  const near = suggest(operation, names)
  throw new UsageError(`${id} has no operation \`${operation}\``, {
    hint: near === undefined ? `Its operations are ${names.join(', ')}.` : `Did you mean \`${id}/${near}\`?`,
  })
}
