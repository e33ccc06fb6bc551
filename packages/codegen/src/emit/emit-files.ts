import type { ProviderModel } from '../ir/model.ts'
import { catalogFile } from './catalog/catalog-file.ts'
import type { GeneratedFile, Origin } from './generated-file.ts'
import { manifestSchemaFile } from './manifest-schema/manifest-schema-file.ts'
import { errorClassesPage } from './reference/error-classes-page.ts'
import { manifestPage } from './reference/manifest-page.ts'
import { operationsPage } from './reference/operations-page.ts'
import { providerPage } from './reference/provider-page.ts'
import type { Targets } from './targets.ts'
import { clientFiles } from './typescript/client-files.ts'

/** A compiled document, and where it is. */
export type SourceModel = {
  readonly model: ProviderModel
  /** As it stands in the first line of generated files. */
  readonly document: string
  readonly written: unknown
  /** Where it is: what its references to other files start from. */
  readonly url: URL
}

/** Every file that these documents come to, in a stable order. Nothing is written. */
export async function emitFiles(sources: readonly SourceModel[], targets: Targets): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = []
  for (const source of sources) {
    const { model } = source
    const origin = originOf([source], targets)
    const folder = `${targets.clients}/${model.table.id}`
    files.push(...(await clientFiles(model, source, { ...targets, folder, origin })))
    if (targets.catalog !== undefined) files.push(catalogFile(model, targets.catalog, origin))
    if (targets.reference !== undefined) files.push(providerPage(model, targets.reference, origin))
  }
  return [...files, ...joinedFiles(sources, targets)]
}

/** Files that speak of all providers at once. */
function joinedFiles(sources: readonly SourceModel[], targets: Targets): GeneratedFile[] {
  const models = sources.map(({ model }) => model)
  const origin = originOf(sources, targets)
  const { manifestSchema, reference } = targets
  const pages = reference === undefined ? [] : [operationsPage, errorClassesPage].map((page) => page(models, reference, origin))
  return [
    ...(manifestSchema === undefined ? [] : [manifestSchemaFile(models, manifestSchema, origin)]),
    ...pages,
    ...(reference === undefined ? [] : [manifestPage(reference, origin)]),
  ]
}

function originOf(sources: readonly SourceModel[], { command }: Targets): Origin {
  return { documents: sources.map(({ model, document }) => ({ path: document, hash: model.table.document.hash })), command }
}
