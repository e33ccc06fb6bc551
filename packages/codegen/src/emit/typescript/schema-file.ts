import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { splitPointer, valueAt } from '../../spec/json-pointer.ts'
import { isObject, textOf } from '../../spec/place.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { TypesError } from './types-error.ts'

/** A document as written, and its location: references to other files are resolved against it. */
export type WrittenDocument = { readonly written: unknown; readonly url: URL }

/**
 * The document's own types (`paths`, `components`, ...), made by openapi-typescript. Two things are added: 64-bit integers are `Int64`, and
 * open enums (`x-open-enum`) accept other values too.
 *
 * @throws TypesError for a document that openapi-typescript does not support.
 */
export async function schemaFile({ written, url }: WrittenDocument, target: ClientTarget): Promise<GeneratedFile> {
  let usesInt64 = false
  const nodes = await openapiTypescript(forTypes(written) as object as OpenAPI3, {
    silent: true,
    // The library names it after a folder, but resolves references against it as the document's URL.
    cwd: url,
    // A request may leave out a field that has a default.
    defaultNonNullable: false,
    transform(schema) {
      // A schema may also be `true` or `false`, against the type here.
      if (!isObject(schema)) return undefined
      if (isInt64(schema)) {
        usesInt64 = true
        return orNull(schema, ts.factory.createTypeReferenceNode('Int64'))
      }
      const { enum: known } = schema as { enum?: readonly unknown[] }
      const isOpen = 'x-open-enum' in schema && schema['x-open-enum'] === true
      return isOpen && known !== undefined ? orNull(schema, openType(schema, known)) : undefined
    },
  }).catch((error: unknown) => {
    throw new TypesError(url, error)
  })
  const body = astToString(nodes)
  const imports = usesInt64 ? `import type { Int64 } from '${runtimeImport(target, 0)}'\n\n` : '\n'
  return { path: `${target.folder}/schema.gen.ts`, text: `${typescriptHeader(target.origin)}${imports}${body}` }
}

/** The types of a schema: `type` as a list (3.1), with `null` for `nullable` (3.0). */
type Typed = { readonly type?: unknown; readonly nullable?: unknown; readonly format?: unknown }

function typesOf({ type, nullable }: Typed): unknown[] {
  return [type, nullable === true ? 'null' : []].flat()
}

/** Whether a schema is a 64-bit integer, possibly among other types. Digits in strings stay strings. */
function isInt64(schema: Typed): boolean {
  return schema.format === 'int64' && typesOf(schema).some((type) => type === undefined || type === 'integer' || type === 'number')
}

/** Adds the `null` of a schema to the type that replaces its own. */
function orNull(schema: Typed, type: ts.TypeNode): ts.TypeNode {
  if (!typesOf(schema).includes('null')) return type
  return ts.factory.createUnionTypeNode([type, ts.factory.createLiteralTypeNode(ts.factory.createNull())])
}

/**
 * The type of an open enum; its known values go into the docstring. A union with `string & {}` would complete better, but openapi-fetch
 * maps types member by member, which makes types that compilers print at great length.
 */
function openType(schema: Described, known: readonly unknown[]): ts.TypeNode {
  const note = `Known: ${known.map((value) => `\`${textOf(value)}\``).join(', ')}.`
  if (schema.description?.includes(note) !== true) schema.description = `${schema.description?.trim() ?? ''} ${note}`.trim()
  const isNumber = known.every((value) => typeof value === 'number')
  return ts.factory.createKeywordTypeNode(isNumber ? ts.SyntaxKind.NumberKeyword : ts.SyntaxKind.StringKeyword)
}

type Described = { description?: string }

/**
 * A copy of a document that uses only what openapi-typescript supports. A reference to a nested place (a body within `paths`, a schema's
 * own `definitions`) becomes a reference to a component. A discriminator's mapping by schema names becomes a mapping by references.
 */
export function forTypes(document: unknown): unknown {
  const names = new Map<string, string>()
  const taken = new Set(Object.keys(schemasOf(document)))
  const nameOf = (reference: string): string => {
    const known = names.get(reference)
    if (known !== undefined) return known
    let name = (reference.match(/[A-Za-z0-9]+/g) ?? []).join('_')
    while (taken.has(name)) name += '_'
    taken.add(name)
    names.set(reference, name)
    return name
  }
  const lead = (reference: string): string =>
    isWithin(reference) && targetOf(document, reference) !== undefined ? `#/components/schemas/${nameOf(reference)}` : reference
  const copy = rewrite(document, lead)
  if (names.size === 0 || !isObject(copy)) return copy
  const moved: Record<string, unknown> = {}
  // A moved schema may hold more such references: the map grows during the loop.
  for (const [reference, name] of names) moved[name] = rewrite(targetOf(document, reference), lead)
  const components = isObject(copy['components']) ? copy['components'] : {}
  return { ...copy, components: { ...components, schemas: { ...schemasOf(copy), ...moved } } }
}

/** Whether a reference leads to a schema without a name: to a part of a schema, or to the schema of another object. */
function isWithin(reference: string): boolean {
  const [root, kind, ...below] = reference.startsWith('#/') ? splitPointer(reference.slice(1)) : []
  return root === 'components' && kind === 'schemas' ? below.length > 1 : below.includes('schema')
}

function targetOf(document: unknown, reference: string): unknown {
  const pointer = reference.slice(1)
  return valueAt(document, pointer.includes('%') ? decode(pointer) : pointer)
}

function decode(pointer: string): string {
  try {
    return decodeURIComponent(pointer)
  } catch {
    return pointer
  }
}

function schemasOf(document: unknown): Readonly<Record<string, unknown>> {
  const components = isObject(document) ? document['components'] : undefined
  const schemas = isObject(components) ? components['schemas'] : undefined
  return isObject(schemas) ? schemas : {}
}

function rewrite(value: unknown, lead: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, lead))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string') return [key, lead(inner)]
      if (key === 'mapping' && isObject(inner)) return [key, mapping(inner)]
      return [key, rewrite(inner, lead)]
    }),
  )
}

/** Treats whatever looks like a file as a file. OpenAPI leaves this open, and recommends `./Cat` for a file without an extension. */
function mapping(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).map(([name, to]) => {
      const isName = typeof to === 'string' && /^[\w.-]+$/.test(to) && !/\.(json|ya?ml)$/.test(to)
      return [name, isName ? `#/components/schemas/${to}` : to]
    }),
  )
}
