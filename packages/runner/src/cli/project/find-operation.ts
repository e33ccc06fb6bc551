import type { ProviderModel } from '@shotlist/codegen'
import { suggest } from '@shotlist/codegen/suggest'
import { commandLine } from '../../errors/command-line.ts'
import { UsageError } from '../../errors/usage-error.ts'
import type { Catalog } from '../../manifest/catalog/catalog.ts'
import { modelsOf } from './open-catalog.ts'

/** `pixverse/extend` as provider and operation; the operation is absent in `pixverse`. */
export function splitName(name: string): readonly [provider: string, operation: string | undefined] {
  const slash = name.indexOf('/')
  return slash === -1 ? [name, undefined] : [name.slice(0, slash), name.slice(slash + 1)]
}

/**
 * A provider of the catalog.
 *
 * @throws {UsageError} there is none of that name
 */
export function findProvider(id: string, { catalog, verb }: { readonly catalog: Catalog; readonly verb: string }): ProviderModel {
  const model = catalog.get(id)
  if (model !== undefined) return model
  const offering = modelsOf(catalog).filter(([, other]) => Object.hasOwn(other.operations, id))
  if (offering.length > 0)
    throw new UsageError(`\`${id}\` is an operation of ${offering.map(([provider]) => provider).join(', ')}`, {
      hint: `Say which: \`${commandLine([verb, `${offering[0]?.[0]}/${id}`])}\`.`,
    })
  const near = suggest(id, catalog.ids)
  throw new UsageError(`there is no provider \`${id}\``, {
    hint:
      near === undefined
        ? `There are: ${catalog.ids.join(', ')}. For a document of your own add \`--spec FILE\`.`
        : `Did you mean \`${near}\`?`,
  })
}

/** @throws {UsageError} the provider has no operation of that name */
export function checkOperation(id: string, operation: string, model: ProviderModel): void {
  if (Object.hasOwn(model.operations, operation)) return
  const names = Object.keys(model.operations)
  const near = suggest(operation, names)
  throw new UsageError(`${id} has no operation \`${operation}\``, {
    hint: near === undefined ? `It has: ${names.join(', ')}.` : `Did you mean \`${id}/${near}\`?`,
  })
}
