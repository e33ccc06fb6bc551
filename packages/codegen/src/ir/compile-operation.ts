import type { OperationKind, OperationTable, Price } from '@shotlist/core/contract'
import type { DialectOperation } from '../dialect/dialect.gen.ts'
import { defined } from '../issues/defined.ts'
import { joinPointer } from '../spec/json-pointer.ts'
import { child, entries, isObject, items, type Place } from '../spec/place.ts'
import type { SourceSet } from '../spec/source-set.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'
import { candidates, compileOutputs, isFileBody } from './candidates.ts'
import { compileAnswer } from './compile-endpoints.ts'
import { acceptHeader } from './compile-file-reads.ts'
import { compileInput, type InputContext } from './compile-input.ts'
import { describeFields } from './describe-fields.ts'
import { compileAccepts } from './file-rule.ts'
import { fileTypesOf, isForm, isJson, isUrlencoded, mediaTypes } from './media-types.ts'
import type { OperationModel } from './model.ts'
import { pathTemplate } from './path-template.ts'
import { separateAdvice } from './schema/advice.ts'
import { listFields } from './schema/fields.ts'
import { listVariants } from './schema/list-variants.ts'
import { collectMessages } from './schema/messages.ts'

/** Compiles one named operation; `entry` is its place in the operation's `x-operations`. */
export function compileOperation(
  operation: SpecOperation,
  entry: Place,
  context: InputContext,
): { table: OperationTable; model: OperationModel } {
  const named = entry.value as DialectOperation
  const kind = kindOf(named)
  const { schema, wire, ...targets } = compileInput({ operation, entry, fixed: named.fixed ?? {} }, context)
  const { rules, advice } = separateAdvice(schema)
  const price = child(entry, 'price')
  const fileTypes = Object.values(named.outputs ?? {}).some(isFileBody) ? fileTypesOf(operation, context.spec.sources) : undefined
  const table: OperationTable = {
    operationId: operation.operationId ?? named.name,
    method: operation.method,
    path: pathTemplate(operation),
    name: named.name,
    kind,
    body: bodyKind(operation, context.spec),
    pathFields: targets.pathFields,
    queryFields: targets.queryFields,
    headerFields: targets.headerFields,
    ...defined({
      places: targets.places,
      keys: targets.keys,
      fixed: named.fixed,
      headers: fileTypes === undefined ? lowerCaseNames(named.headers) : { ...acceptHeader(fileTypes), ...lowerCaseNames(named.headers) },
      fileTypes,
      starts: named.starts,
    }),
    ...describeFields(rules),
    ...defined({ upload: named.upload === undefined ? undefined : compileUpload(named.upload) }),
    outputs: compileOutputs(named.outputs),
    ...defined({
      charged: named.charged === undefined ? undefined : candidates(named.charged),
      price: price === undefined ? undefined : compilePrice(price, context.spec.sources),
      balance: named.balance === undefined ? undefined : { sum: candidates(named.balance.sum) },
      webhookField: named.webhook_field,
    }),
    messages: collectMessages(rules),
  }
  const schemas = {
    input: rules,
    ...defined({
      advice: advice && { schema: advice, messages: collectMessages(advice) },
      wire: wire === undefined ? undefined : separateAdvice(wire).rules,
    }),
  }
  const model = operationModel({ operation, named, kind }, schemas, context)
  // The body is the file. It has no schema.
  return { table, model: fileTypes === undefined ? model : { ...model, answer: {} } }
}

/** Headers by name in lower case, because HTTP does not distinguish them. */
export function lowerCaseNames(headers: Readonly<Record<string, string>> | undefined): OperationTable['headers'] {
  return headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function operationModel(
  of: { operation: SpecOperation; named: DialectOperation; kind: OperationKind },
  schemas: Pick<OperationModel, 'input' | 'advice' | 'wire'>,
  context: InputContext,
): OperationModel {
  const { operation, named, kind } = of
  const text = (key: string): string | undefined => {
    const value = child(operation.place, key)?.value
    return typeof value === 'string' ? value : undefined
  }
  const externalDocs = child(child(operation.place, 'externalDocs'), 'url')?.value
  const answer = goodAnswer(operation, context)
  return {
    name: named.name,
    kind,
    title: named.title ?? text('summary') ?? named.name,
    description: (named.description ?? text('description') ?? '').trim(),
    deprecated: named.deprecated ?? child(operation.place, 'deprecated')?.value === true,
    ...defined({ externalDocs: typeof externalDocs === 'string' ? externalDocs : undefined }),
    input: schemas.input,
    ...defined({ advice: schemas.advice }),
    fields: listFields(schemas.input),
    ...defined({ variants: listVariants(schemas.input), example: named.example, wire: schemas.wire, answer }),
  }
}

function kindOf(named: DialectOperation): OperationKind {
  if (named.starts !== undefined) return 'task'
  if (named.upload !== undefined) return 'upload'
  return named.charges === true ? 'charge' : 'query'
}

function bodyKind(operation: SpecOperation, spec: SpecDocument): OperationTable['body'] {
  const types = mediaTypes(operation.body, spec.sources).map(({ type }) => type)
  if (types.some(isJson)) return 'json'
  if (types.some(isForm)) return 'form'
  return types.some(isUrlencoded) ? 'urlencoded' : 'none'
}

function compileUpload({ file, url, result, accepts }: NonNullable<DialectOperation['upload']>): NonNullable<OperationTable['upload']> {
  return { file, ...defined({ url }), result, accepts: compileAccepts(accepts) }
}

function goodAnswer(operation: SpecOperation, context: InputContext): OperationModel['answer'] {
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  return good === undefined ? undefined : compileAnswer(good[1], context).schema
}

/** A price in which references to shared prices (`components/x-prices`) are replaced by those prices. */
function compilePrice(place: Place, sources: SourceSet): Price {
  return writeOut(place, sources) as Price
}

function writeOut(place: Place, sources: SourceSet): unknown {
  const target = sources.deref(place)
  if (target === undefined) return { unpublished: 'the document refers to a price that is not there' }
  if (Array.isArray(target.value)) return items(target).map((item) => writeOut(item, sources))
  if (!isObject(target.value)) return target.value
  return Object.fromEntries(
    Object.keys(target.value).map((key) => {
      // Tables and conditions hold plain values under names from the document, and `$ref` may be such a name.
      const plain = key === 'of' || key === 'when' || key === 'by'
      const inner = child(target, key) ?? { file: target.file, pointer: joinPointer(target.pointer, key), value: undefined }
      return [key, plain && !isReference(inner) ? inner.value : writeOut(inner, sources)]
    }),
  )
}

function isReference(place: Place): boolean {
  return isObject(place.value) && typeof place.value['$ref'] === 'string'
}
