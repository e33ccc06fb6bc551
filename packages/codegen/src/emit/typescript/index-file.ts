import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { constantName, pascalCase } from '../names.ts'
import { type ClientTarget, siblingImport } from './client-target.ts'

/** The door of a provider's client: everything that is public, by name. */
export function indexFile({ table, operations }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    line(`{ createClient, type ${pascalCase(table.id)}Client }`, './client.gen'),
    ...Object.keys(operations).flatMap((name) => [
      line(`{ ${constantName(name)} }`, `./checked/${name}.gen`),
      line(`type { ${pascalCase(name)}Input, ${pascalCase(name)}Outputs }`, `./operations/${name}.gen`),
    ]),
    line('{ provider }', './provider.gen'),
    line('type { components, operations, paths, webhooks }', './schema.gen'),
    line('{ table }', './table.gen'),
  ]
  return { path: `${target.folder}/index.gen.ts`, text: text.join('') }
}

/** The same operations without validators, for bundles that must be as small as can be. */
export function uncheckedFile({ operations }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    ...Object.keys(operations).map((name) => {
      const type = pascalCase(name)
      return line(`{ ${constantName(name)}, type ${type}Input, type ${type}Outputs }`, `./operations/${name}.gen`)
    }),
    line('{ provider }', './provider.gen'),
  ]
  return { path: `${target.folder}/unchecked.gen.ts`, text: text.join('') }
}

function exportLine(target: ClientTarget): (names: string, path: string) => string {
  return (names, path) => `export ${names} from '${siblingImport(target, path)}'\n`
}
