import type { ProviderTable } from '@shotlist/core/contract'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport, siblingImport } from './client-target.ts'
import { clientTypes, optionsType } from './client-types.ts'
import { schemaFile, type WrittenDocument } from './schema-file.ts'
import { docComment } from './syntax.ts'
import { tableFile } from './tables.ts'

/** The files of a document without named operations: its types, and a client typed by path. */
export async function plainFiles(table: ProviderTable, document: WrittenDocument, target: ClientTarget): Promise<GeneratedFile[]> {
  return [await schemaFile(document, target), tableFile(table, target), clientFile(table, target), indexFile(table, target)]
}

function clientFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const [clientName, optionsName] = clientTypes(table)
  const text = [
    typescriptHeader(target.origin),
    `import { type ClientOptions, connectWhole, type RawClient } from '${runtimeImport(target, 0)}'\n`,
    `import type { paths } from '${siblingImport(target, './schema.gen')}'\n`,
    `import { table } from '${siblingImport(target, './table.gen')}'\n\n`,
    `${optionsType(table)}\n`,
    docComment([`${table.title}, typed by path: its document names no operation.`]),
    `export interface ${clientName} {\n`,
    docComment(['The whole API (openapi-fetch), over a transport with key, time limits, careful retries and typed errors.'], 2),
    '  readonly raw: RawClient<paths>\n',
    docComment(['The same client with some options replaced.'], 2),
    `  withOptions(options: ${optionsName}): ${clientName}\n}\n\n`,
    docComment([
      `Makes a client of ${table.title}.`,
      table.auth === null ? undefined : `${keyDoc(table.auth)} It is never read from the environment; hand it over as \`apiKey\`.`,
      '@throws ConfigurationError without a key, or with a region or base URL that cannot be.',
    ]),
    `export function createClient(options: ${optionsName}): ${clientName} {\n`,
    `  return connectWhole<${clientName}>(table, { methods: {}, validators: {} }, options)\n}\n`,
  ]
  return { path: `${target.folder}/client.gen.ts`, text: text.join('') }
}

/** What the user of an API with a password or a token must know. */
function keyDoc(auth: NonNullable<ProviderTable['auth']>): string {
  return `The key is sent in the ${auth.in === 'query' ? 'query as' : 'header'} \`${auth.name}${auth.in === 'query' ? '' : `: ${auth.prefix}...`}\`.`
}

function indexFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const [clientName, optionsName] = clientTypes(table)
  const line = (names: string, path: string) => `export ${names} from '${siblingImport(target, path)}'\n`
  const text = [
    typescriptHeader(target.origin),
    line(`{ createClient, type ${clientName}, type ${optionsName} }`, './client.gen'),
    line('type { components, operations, paths, webhooks }', './schema.gen'),
    line('{ table }', './table.gen'),
  ]
  return { path: `${target.folder}/index.gen.ts`, text: text.join('') }
}
