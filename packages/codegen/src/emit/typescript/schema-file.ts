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
      return 'x-open-enum' in schema && schema['x-open-enum'] === true && known !== undefined ? openUnion(known) : undefined
    },
  })
  const body = astToString(nodes)
  const imports = usesInt64 ? `import type { Int64 } from '${runtimeImport(target, 0)}'\n\n` : '\n'
  return { path: `${target.folder}/schema.gen.ts`, text: `${typescriptHeader(target.origin)}${imports}${body}` }
}

function openUnion(known: readonly unknown[]): ts.TypeNode {
  const { factory, SyntaxKind } = ts
  const literals = known.map((value) =>
    factory.createLiteralTypeNode(
      typeof value === 'number' ? factory.createNumericLiteral(value) : factory.createStringLiteral(String(value), true),
    ),
  )
  const text = known.every((value) => typeof value === 'number')
    ? factory.createKeywordTypeNode(SyntaxKind.NumberKeyword)
    : factory.createParenthesizedType(
        factory.createIntersectionTypeNode([factory.createKeywordTypeNode(SyntaxKind.StringKeyword), factory.createTypeLiteralNode([])]),
      )
  return factory.createUnionTypeNode([...literals, text])
}
