import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { isObject, textOf } from '../../spec/place.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { forTypes } from './for-types.ts'
import { TypesError } from './types-error.ts'

/** A document as it is written, and where: its references to other files start there. */
export type WrittenDocument = { readonly written: unknown; readonly url: URL }

/**
 * The document's own types (`paths`, `components`, ...), by openapi-typescript. Two things it does not know are added: integers of 64 bits are
 * `Int64`, and lists that are open (`x-open-enum`) take other values too.
 *
 * @throws TypesError for what openapi-typescript does not take.
 */
export async function schemaFile({ written, url }: WrittenDocument, target: ClientTarget): Promise<GeneratedFile> {
  let usesInt64 = false
  const nodes = await openapiTypescript(forTypes(written) as object as OpenAPI3, {
    silent: true,
    // The library calls it a folder, and resolves references as if it were the document.
    cwd: url,
    // A field with a default may be left out of a request.
    defaultNonNullable: false,
    transform(schema) {
      // A schema may be `true` or `false` too, whatever its type here says.
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

/** `type` as a list where it is one, as 3.1 has it, and `nullable` of 3.0. */
type Typed = { readonly type?: unknown; readonly nullable?: unknown; readonly format?: unknown }

function typesOf({ type, nullable }: Typed): unknown[] {
  return [type, nullable === true ? 'null' : []].flat()
}

/** An integer of 64 bits, if only besides something else; digits in text are text. */
function isInt64(schema: Typed): boolean {
  return schema.format === 'int64' && typesOf(schema).some((type) => type === undefined || type === 'integer' || type === 'number')
}

/** What takes the place of a schema's type must take its `null` along. */
function orNull(schema: Typed, type: ts.TypeNode): ts.TypeNode {
  if (!typesOf(schema).includes('null')) return type
  return ts.factory.createUnionTypeNode([type, ts.factory.createLiteralTypeNode(ts.factory.createNull())])
}

/**
 * The type of a list that is open, with what it lists in its documentation. A union with `string & {}` would complete better, but openapi-fetch maps
 * types member by member, and makes a monster of it that compilers then print.
 */
function openType(schema: Described, known: readonly unknown[]): ts.TypeNode {
  const note = `Known: ${known.map((value) => `\`${textOf(value)}\``).join(', ')}.`
  if (schema.description?.includes(note) !== true) schema.description = `${schema.description?.trim() ?? ''} ${note}`.trim()
  const isNumber = known.every((value) => typeof value === 'number')
  return ts.factory.createKeywordTypeNode(isNumber ? ts.SyntaxKind.NumberKeyword : ts.SyntaxKind.StringKeyword)
}

type Described = { description?: string }
