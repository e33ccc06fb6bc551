/**
 * Writes the types of the dialect, `src/dialect/dialect.gen.ts`, from its JSON Schema. With `--check` it writes nothing, and ends with
 * status 1 if the file differs from what it would write.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTypescript, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { typescriptHeader } from '../src/emit/generated-file.ts'
import { pascalCase } from '../src/emit/names.ts'
import { isObject, type PlainObject } from '../src/spec/place.ts'
import { mapSubschemas } from '../src/spec/schemas.ts'

const SCHEMA = new URL('../schema/dialect.schema.json', import.meta.url)
const TYPES = new URL('../src/dialect/dialect.gen.ts', import.meta.url)

const types = await dialectTypes(readFileSync(SCHEMA, 'utf8'))
if (!process.argv.includes('--check')) writeFileSync(TYPES, types)
else if (readFileSync(TYPES, 'utf8') !== types) {
  console.error('packages/codegen/src/dialect/dialect.gen.ts is out of date.\nRun `pnpm generate` and commit the result.')
  process.exitCode = 1
}

/** One type for each definition of the schema. Descriptions become docstrings. */
async function dialectTypes(json: string): Promise<string> {
  const { $defs } = JSON.parse(json) as { readonly $defs: PlainObject }
  const schemas = Object.fromEntries(Object.entries($defs).map(([name, schema]) => [name, forTypes(schema)]))
  const document = { openapi: '3.1.0', info: { title: 'The dialect', version: '1' }, paths: {}, components: { schemas } }
  const nodes = await openapiTypescript(document as never, { silent: true, immutable: true, emptyObjectsUnknown: true })
  const definitions = ts.transform(schemasIn(nodes), [byName]).transformed.map((member) => {
    const exported = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)]
    const type = ts.factory.createTypeAliasDeclaration(exported, typeName(textOf(member.name)), undefined, member.type as ts.TypeNode)
    return ts.setSyntheticLeadingComments(type, ts.getSyntheticLeadingComments(member))
  })
  const hash = createHash('sha256').update(json).digest('hex')
  const header = typescriptHeader({ documents: [{ path: 'packages/codegen/schema/dialect.schema.json', hash }], command: 'pnpm generate' })
  return `${header}\n${definitions.map((definition) => plain(astToString(definition))).join('\n')}`
}

/** The schema without the keywords that only restrict values: openapi-typescript intersects their types, which are `unknown`, with the rest. */
function forTypes(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const { oneOf: _, allOf: __, if: ___, then: ____, else: _____, dependentSchemas: ______, $ref, ...rest } = mapSubschemas(schema, forTypes)
  return typeof $ref === 'string' ? { ...rest, $ref: $ref.replace('#/$defs/', '#/components/schemas/') } : rest
}

/** The members of `components['schemas']`. */
function schemasIn(nodes: readonly ts.Node[]): ts.PropertySignature[] {
  const components = nodes.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'components')
  const schemas = components?.members.find(({ name }) => textOf(name) === 'schemas') as ts.PropertySignature
  return [...(schemas.type as ts.TypeLiteralNode).members] as ts.PropertySignature[]
}

/** Replaces each `components['schemas']['task']` by `DialectTask`. */
function byName(context: ts.TransformationContext): (node: ts.PropertySignature) => ts.PropertySignature {
  const visit = (node: ts.Node): ts.Node => {
    const index = ts.isIndexedAccessTypeNode(node) && ts.isIndexedAccessTypeNode(node.objectType) ? node.indexType : undefined
    if (index === undefined || !ts.isLiteralTypeNode(index)) return ts.visitEachChild(node, visit, context)
    return ts.factory.createTypeReferenceNode(typeName(textOf(index.literal)))
  }
  return (node) => visit(node) as ts.PropertySignature
}

function typeName(definition: string): string {
  return `Dialect${pascalCase(definition)}`
}

function textOf(node: ts.Node | undefined): string {
  return node !== undefined && (ts.isIdentifier(node) || ts.isStringLiteral(node)) ? node.text : ''
}

/** Drops the tags that repeat the type or introduce a description. */
function plain(text: string): string {
  return text
    .replaceAll(/^ *\/\*\* @(?:enum|constant).*\*\/\n/gm, '')
    .replaceAll(/\/\*\*\n *\* @description (.*)\n(?: *\* @(?:enum|constant).*\n)+ *\*\//g, '/** $1 */')
    .replaceAll('@description ', '')
}
