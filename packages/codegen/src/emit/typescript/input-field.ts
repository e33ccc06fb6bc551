import type { FileLimits, OperationTable } from '@shotlist/core/contract'
import type { FieldModel, JsonSchema, OperationModel } from '../../ir/model.ts'
import { escapeToken, isSchema } from '../json-schema.ts'
import { memberText, schemaType } from './schema-type.ts'

/** The schema of a field of an operation's input, also if only a rule declares it. */
export function fieldSchema(operation: Pick<OperationModel, 'input'>, name: string): JsonSchema {
  return propertyOf(operation.input, name) ?? {}
}

function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const { properties, allOf } = schema
  if (isSchema(properties) && Object.hasOwn(properties, name) && isSchema(properties[name])) return properties[name]
  const parts = Array.isArray(allOf) ? allOf.filter(isSchema) : []
  return parts.map((part) => propertyOf(part, name)).find((found) => found !== undefined)
}

type FieldPlace = { readonly operation: Pick<OperationModel, 'input'>; readonly table: OperationTable; readonly required: boolean }

/** A field as a member of the interface of an operation's input. */
export function fieldText(field: FieldModel, { operation, table, required }: FieldPlace): string {
  const pointer = `/${escapeToken(field.name)}`
  const type = schemaType(fieldSchema(operation, field.name), { pointer, indent: 2, table, root: operation.input })
  return memberText({ name: field.name, type, required, doc: [field.description, fieldNotes(field).join(' ')], indent: 2 })
}

/** Facts about a field beyond its type, one sentence each. */
export function fieldNotes(field: FieldModel): string[] {
  const said = field.description.replaceAll(/(?<=\d),(?=\d)/g, '')
  return [
    field.default === undefined ? undefined : `Default: \`${JSON.stringify(field.default)}\`.`,
    said.includes(`${field.minimum} to ${field.maximum}`) ? undefined : range(field),
    field.maxLength === undefined || said.includes(String(field.maxLength)) ? undefined : `At most ${field.maxLength} characters.`,
    field.open && field.enum !== undefined ? 'Other values than those listed are sent as they are.' : undefined,
    field.upload === undefined
      ? undefined
      : `Takes a file, which is uploaded through \`${field.upload}\` first, or the id of one uploaded before.`,
    field.file === undefined
      ? undefined
      : `Takes a file, which goes inside the request${field.file.url === true ? ', or a public URL' : ''}.${limitsText(field.file.accepts)}`,
    field.publicUrl ? 'The provider fetches this URL: it must be public.' : undefined,
  ].filter((note) => note !== undefined)
}

/** What a provider accepts of a file, as a sentence after another one; empty without limits. */
function limitsText(accepts: FileLimits): string {
  const limits = fileLimits(accepts)
  return limits.length === 0 ? '' : ` ${limits.join(', ')}.`
}

/** What a provider accepts of a file: types, size, sides and length. */
export function fileLimits({ types, maxBytes, maxSide, maxSeconds }: FileLimits): string[] {
  return [
    types.length === 0 ? undefined : `Takes ${types.map((type) => `\`${type}\``).join(', ')}`,
    maxBytes === undefined ? undefined : `at most ${Number((maxBytes / 1024 / 1024).toFixed(1))} MiB`,
    maxSide === undefined ? undefined : `at most ${maxSide} pixels a side`,
    maxSeconds === undefined ? undefined : `at most ${maxSeconds} s`,
  ].filter((limit) => limit !== undefined)
}

function range({ minimum, maximum }: FieldModel): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}.`
  // A minimum of 0 is obvious for ids and counts, so it is left out.
  if (minimum !== undefined) return minimum === 0 ? undefined : `At least ${minimum}.`
  return maximum === undefined ? undefined : `At most ${maximum}.`
}
