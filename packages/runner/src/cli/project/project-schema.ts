import { manifestSchema, type ProviderModel } from '@shotlist/codegen'
import type { Catalog } from '../../manifest/catalog/catalog.ts'
import { shippedProviders } from '../../manifest/catalog/shipped.ts'
import { modelsOf } from './open-catalog.ts'

/** Whether a catalog has providers that the published schema does not list. */
export function hasOwnProviders(catalog: Catalog): boolean {
  const shipped = new Set(shippedProviders())
  return catalog.ids.some((id) => !shipped.has(id))
}

/** The JSON Schema of manifests that use these providers, by the names in the manifest. */
export function projectSchema(catalog: Catalog): string {
  const models = modelsOf(catalog).map(([id, model]) => named(id, model))
  const note = 'Written by `shotlist schema`: write it again when a document changes.'
  return `${JSON.stringify(manifestSchema(models, note), null, 1)}\n`
}

/** A provider with another id than its document has. */
function named(id: string, model: ProviderModel): ProviderModel {
  return { ...model, table: { ...model.table, id } }
}
