import openapiTypescript, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'

/**
 * The document's own types (`paths`, `components`, ...), by openapi-typescript. Two things it does not know are added: integers of 64 bits are
 * `Int64`, and lists that are open (`x-open-enum`) take other values too.
 *
 * @param document What the document holds, as plain objects with its `$ref`s.
 */
export async function schemaFile(document: URL, target: ClientTarget): Promise<GeneratedFile> {
  let usesInt64 = false
  const nodes = await openapiTypescript(document, {
    silent: true,
    // A field with a default may be left out of a request.
    defaultNonNullable: false,
    transform(schema) {
      if (schema.format === 'int64') {
        usesInt64 = true
        return ts.factory.createTypeReferenceNode('Int64')
      }
      const { enum: known } = schema as { enum?: readonly unknown[] }
      const isOpen = 'x-open-enum' in schema && schema['x-open-enum'] === true
      return isOpen && known !== undefined ? openType(schema, known) : undefined
    },
  })
  const body = astToString(nodes)
  const imports = usesInt64 ? `import type { Int64 } from '${runtimeImport(target, 0)}'\n\n` : '\n'
  return { path: `${target.folder}/schema.gen.ts`, text: `${typescriptHeader(target.origin)}${imports}${body}` }
}

/**
 * The type of a list that is open, with what it lists in its documentation. A union with `string & {}` would complete better, but openapi-fetch maps
 * types member by member, and makes a monster of it that compilers then print.
 */
function openType(schema: Described, known: readonly unknown[]): ts.TypeNode {
  const note = `Known: ${known.map((value) => `\`${String(value)}\``).join(', ')}.`
  if (schema.description?.includes(note) !== true) schema.description = `${schema.description?.trim() ?? ''} ${note}`.trim()
  const isNumber = known.every((value) => typeof value === 'number')
  return ts.factory.createKeywordTypeNode(isNumber ? ts.SyntaxKind.NumberKeyword : ts.SyntaxKind.StringKeyword)
}

type Described = { description?: string }
