import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { isObject, textOf } from '../../spec/place.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { forTypes } from './for-types.ts'
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
    emptyObjectsUnknown: true,
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
