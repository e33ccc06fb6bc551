import type { ProviderTable } from '@shotlist/core/contract'
import type { OperationModel, ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { constantName } from '../names.ts'
import { type ClientTarget, siblingImport } from './client-target.ts'
import { clientTypes } from './client-types.ts'
import { operationTypes } from './operation-types.ts'

/** The door of a provider's client: everything that is public, by name. */
export function indexFile({ table, operations }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    line(`{ ${['createClient', ...clientTypes(table).map((type) => `type ${type}`)].join(', ')} }`, './client.gen'),
    ...Object.values(operations).flatMap((operation) => [
      line(`{ ${constantName(operation.name)} }`, `./checked/${operation.name}.gen`),
      line(`type { ${typesOf(operation, table).join(', ')} }`, `./operations/${operation.name}.gen`),
    ]),
    line('{ provider }', './provider.gen'),
    line('type { components, operations, paths, webhooks }', './schema.gen'),
    line('{ table }', './table.gen'),
  ]
  return { path: `${target.folder}/index.gen.ts`, text: text.join('') }
}

/** The same operations without validators, for bundles that must be as small as can be. */
export function uncheckedFile({ operations, table }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    ...Object.values(operations).map((operation) => {
      const types = typesOf(operation, table).map((type) => `type ${type}`)
      return line(`{ ${[constantName(operation.name), ...types].join(', ')} }`, `./operations/${operation.name}.gen`)
    }),
    line('{ provider }', './provider.gen'),
  ]
  return { path: `${target.folder}/unchecked.gen.ts`, text: text.join('') }
}

function typesOf(operation: OperationModel, { operations }: ProviderTable): string[] {
  return Object.values(operationTypes(operation, { kind: operations[operation.name]?.kind ?? operation.kind }))
}

function exportLine(target: ClientTarget): (names: string, path: string) => string {
  return (names, path) => `export ${names} from '${siblingImport(target, path)}'\n`
}
