import type { ErrorRule } from '@shotlist/core/contract'
import { ERROR_CLASSES } from '../dialect/error-classes.ts'
import type { JsonSchema, ProviderModel } from '../ir/model.ts'
import { textOf } from '../spec/place.ts'
import { type GeneratedFile, markdownHeader, type Origin, originNote } from './generated-file.ts'
import { manifestBase } from './manifest-schema/base.ts'
import { manifestSchema } from './manifest-schema/manifest-schema.ts'
import { inlineCode, markdownTable } from './reference/markdown.ts'
import { providerPage } from './reference/provider-page.ts'
import { clientFiles } from './typescript/client-files.ts'

/** What is generated, and into which files. All paths are relative to the folder that generation runs in, with forward slashes. */
export type Targets = {
  /** Folder with one folder of TypeScript for each provider. */
  readonly clients: string
  /** What the clients import the runtime from: a package's name, or the path of a module (ending in `.ts`). */
  readonly runtime: string
  /** File extension of imports between generated files. */
  readonly importEnding: '.ts' | '.js'
  /** Folder with the model of each provider as JSON. */
  readonly catalog?: string
  /** File of the JSON Schema of manifests. */
  readonly manifestSchema?: string
  /** Folder of the reference pages. */
  readonly reference?: string
  /** The command that generates the files again. The first line of every file names it. */
  readonly command: string
}

/** A compiled document and its location. */
export type SourceModel = {
  readonly model: ProviderModel
  /** Its path as the first line of generated files shows it. */
  readonly document: string
  readonly written: unknown
  /** Its URL: references to other files are resolved against it. */
  readonly url: URL
}

/** Generates the content of every file, in a stable order. Writes nothing. */
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

/** Files about all providers at once. */
function joinedFiles(sources: readonly SourceModel[], targets: Targets): GeneratedFile[] {
  const models = sources.map(({ model }) => model)
  const origin = originOf(sources, targets)
  const { manifestSchema: schemaPath, reference } = targets
  const pages = reference === undefined ? [] : [operationsPage, errorClassesPage].map((page) => page(models, reference, origin))
  return [
    ...(schemaPath === undefined ? [] : [manifestSchemaFile(models, schemaPath, origin)]),
    ...pages,
    ...(reference === undefined ? [] : [manifestPage(reference, origin)]),
  ]
}

function originOf(sources: readonly SourceModel[], { command }: Targets): Origin {
  return { documents: sources.map(({ model, document }) => ({ path: document, hash: model.table.document.hash })), command }
}

/** A provider's whole model as JSON, so that a shipped provider is not compiled at run time. */
function catalogFile(model: ProviderModel, folder: string, origin: Origin): GeneratedFile {
  const text = `${JSON.stringify({ $comment: originNote(origin), ...model }, null, 1)}\n`
  return { path: `${folder}/${model.table.id}.gen.json`, text }
}

/** The published schema of manifests. It keeps its public name; its `$comment` says that it is generated. */
function manifestSchemaFile(models: readonly ProviderModel[], path: string, origin: Origin): GeneratedFile {
  return { path, text: `${JSON.stringify(manifestSchema(models, originNote(origin)), null, 1)}\n` }
}

/** Which provider offers which operation, and what each provider calls the fields with the same meaning. */
function operationsPage(models: readonly ProviderModel[], folder: string, origin: Origin): GeneratedFile {
  const titles = models.map(({ table }) => `[${table.title}](${table.id}.gen.md)`)
  const names = [...new Set(models.flatMap((model) => Object.keys(model.operations)))]
  const offers = names.map((name) =>
    [inlineCode(name)].concat(models.map((model) => (name in model.operations ? `[yes](${model.table.id}.gen.md#${name})` : ''))),
  )
  const canonical = [
    ...new Set(models.flatMap(({ table }) => Object.values(table.operations).flatMap((operation) => Object.keys(operation.canonical)))),
  ]
  const fields = canonical.toSorted().map((name) => [inlineCode(name)].concat(models.map((model) => ownNames(model, name))))
  const parts = [
    markdownHeader(origin).trimEnd(),
    '# Providers and operations',
    markdownTable(['operation', ...titles], offers),
    '## Fields that mean the same',
    markdownTable(['meaning', ...titles], fields),
  ]
  return { path: `${folder}/operations.gen.md`, text: `${parts.join('\n\n')}\n` }
}

function ownNames({ table }: ProviderModel, canonical: string): string {
  const names = Object.values(table.operations).flatMap((operation) => operation.canonical[canonical] ?? [])
  return [...new Set(names)].map(inlineCode).join(', ')
}

/** What each class of failure means, and which codes of each provider belong to it. */
function errorClassesPage(models: readonly ProviderModel[], folder: string, origin: Origin): GeneratedFile {
  const rows = Object.entries(ERROR_CLASSES).map(([name, { meaning }]) =>
    [inlineCode(name), meaning].concat(models.map(({ table }) => codesOf(name, table.errors))),
  )
  const parts = [
    `${markdownHeader(origin)}`,
    '# Classes of failure',
    'Every failure of every provider has one of these classes. `retry_on` in a manifest and `error.class` in a program name them.',
    markdownTable(['class', 'meaning', ...models.map(({ table }) => `[${table.title}](${table.id}.gen.md#errors)`)], rows),
  ]
  return { path: `${folder}/errors.gen.md`, text: `${parts.map((part) => part.trimEnd()).join('\n\n')}\n` }
}

function codesOf(
  name: string,
  errors: { codes: Readonly<Record<string, ErrorRule>>; statuses: Readonly<Record<string, ErrorRule>> },
): string {
  const of = (rules: Readonly<Record<string, ErrorRule>>) => Object.keys(rules).filter((code) => rules[code]?.class === name)
  return [...of(errors.codes).map(inlineCode), ...of(errors.statuses).map((status) => `HTTP ${status}`)].join(', ')
}

type Keys = Readonly<Record<string, JsonSchema>>

/** Every key of a manifest, from the schema that editors use. */
function manifestPage(folder: string, origin: Origin): GeneratedFile {
  const keys = manifestBase['properties'] as Keys
  const definitions = manifestBase['definitions'] as Keys
  const settings = keys['providers']?.['additionalProperties'] as JsonSchema
  const parts = [
    markdownHeader(origin).trimEnd(),
    '# Keys of a manifest',
    keysTable(manifestBase),
    '## `providers.<id>`',
    keysTable(settings),
    '## `budget`',
    keysTable(keys['budget'] ?? {}),
    '## `defaults`',
    keysTable(keys['defaults'] ?? {}),
    '## `jobs.<name>`',
    keysTable(definitions['job'] ?? {}),
    '## Values',
    markdownTable(
      ['value', 'is'],
      Object.entries(definitions)
        .filter(([name]) => name !== 'job')
        .map(([name, schema]) => [name, textOf(schema['description'] ?? '')]),
    ),
  ]
  return { path: `${folder}/manifest.gen.md`, text: `${parts.join('\n\n')}\n` }
}

function keysTable(schema: JsonSchema): string {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const rows = Object.entries(schema['properties'] as Keys).map(([name, key]) => [
    `${inlineCode(name)}${required.includes(name) ? ' (required)' : ''}`,
    `${textOf(key['description'] ?? '')}${key['default'] === undefined ? '' : ` Default: ${inlineCode(JSON.stringify(key['default']))}.`}`,
    Array.isArray(key['examples']) ? key['examples'].map((example) => inlineCode(JSON.stringify(example))).join(' ') : '',
  ])
  return markdownTable(['key', 'meaning', 'for example'], rows)
}
