import type { JsonSchema, OperationModel, ProviderModel } from '../../ir/model.ts'
import { unwrapped } from '../reference/markdown.ts'
import { isAlias } from './alias-fields.ts'
import { manifestBase } from './base.ts'
import { annotationsOf } from './draft-07.ts'
import { conditional } from './values.ts'
import { withSchema } from './with-schema.ts'

type Definitions = Record<string, JsonSchema>

/**
 * JSON Schema (draft-07) of a manifest that types `with` by `uses`, for every operation of these providers that a job can name. For other
 * providers `with` stays open.
 */
export function manifestSchema(models: readonly ProviderModel[], note: string): JsonSchema {
  const base = manifestBase as { properties: Definitions; definitions: Definitions }
  const job = base.definitions['job'] as JsonSchema & { properties: Definitions }
  const operations: Definitions = {}
  for (const model of models) {
    for (const operation of usable(model)) {
      const { schema, definitions } = withSchema(operation, model.table)
      Object.assign(operations, { [operationKey(model, operation)]: schema }, definitions)
    }
  }
  const { $schema, ...rest } = manifestBase
  return {
    $schema,
    $comment: note,
    ...rest,
    properties: { ...base.properties, defaults: withDefaults(base.properties['defaults'] ?? {}, defaultFields(models, operations)) },
    allOf: models.map(defaultProviderRule),
    definitions: {
      ...base.definitions,
      job: {
        ...job,
        properties: {
          ...job.properties,
          uses: usesSchema(job.properties['uses'] ?? {}, models),
          // Editors show the operation's own description.
          with: { type: 'object' },
        },
        allOf: models.flatMap(namedRules),
      },
      ...Object.fromEntries(
        models.map((model) => [
          `jobs-at.${model.table.id}`,
          { allOf: usable(model).map((operation) => usesRule(operation.name, model, operation)) },
        ]),
      ),
      ...operations,
    },
  }
}

/** `defaults` with these fields in its `with`. */
function withDefaults(defaults: JsonSchema, fields: JsonSchema): JsonSchema {
  const properties = defaults['properties'] as Definitions
  return { ...defaults, properties: { ...properties, with: { ...properties['with'], ...fields } } }
}

/** The operations that a job can name: those that cost money, whether they start a task or respond at once. */
function usable(model: ProviderModel): OperationModel[] {
  return Object.values(model.operations).filter(({ kind }) => kind === 'task' || kind === 'charge')
}

function operationKey(model: ProviderModel, operation: OperationModel): string {
  return `${model.table.id}.${operation.name}`
}

/** Completes every known name. The reader of the manifest checks other names, because it knows the user's own documents. */
function usesSchema(open: JsonSchema, models: readonly ProviderModel[]): JsonSchema {
  const named = models.flatMap((model) => usable(model).map((operation) => nameSchema(`${model.table.id}/${operation.name}`, operation)))
  const bare = new Map(models.flatMap((model) => usable(model).map((operation) => [operation.name, operation.title] as const)))
  const { type, ...annotations } = open
  // An unlisted name at one of these providers is a mistake. The reader checks names at other providers.
  const elsewhere = { type, pattern: `^(?!(${models.map((model) => model.table.id).join('|')})/)` }
  return {
    ...annotations,
    anyOf: [...named, ...[...bare].map(([name, title]) => ({ const: name, title, description: 'At the default provider.' })), elsewhere],
  }
}

function nameSchema(name: string, { title, deprecated, ...operation }: OperationModel): JsonSchema {
  const description = unwrapped(operation.description)
  return deprecated ? { const: name, title, description, deprecated } : { const: name, title, description }
}

/** `uses: provider/operation`, and `provider: ...` beside `uses: operation`. */
function namedRules(model: ProviderModel): JsonSchema[] {
  const { id } = model.table
  const byName = usable(model).map((operation) => usesRule(`${id}/${operation.name}`, model, operation))
  const byProvider = conditional(
    { properties: { provider: { const: id } }, required: ['provider'] },
    { $ref: `#/definitions/jobs-at.${id}` },
  )
  return [...byName, byProvider]
}

/** A job that `uses` this name has a `with` of this operation. */
function usesRule(name: string, model: ProviderModel, operation: OperationModel): JsonSchema {
  return conditional(
    { properties: { uses: { const: name } }, required: ['uses'] },
    { properties: { with: { $ref: `#/definitions/${operationKey(model, operation)}` } } },
  )
}

/** `defaults.provider` applies to the jobs that name no provider. */
function defaultProviderRule({ table: { id } }: ProviderModel): JsonSchema {
  const isDefault = {
    properties: { defaults: { properties: { provider: { const: id } }, required: ['provider'] } },
    required: ['defaults'],
  }
  const job = conditional({ not: { required: ['provider'] } }, { $ref: `#/definitions/jobs-at.${id}` })
  return conditional(isDefault, { properties: { jobs: { additionalProperties: job } } })
}

/** Accepts anything: only a job that uses the default decides which values are valid. */
const ANY_VALUE: JsonSchema = { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }

/**
 * The fields that `defaults.with` may hold, for completion and hover: those of every operation, with the values that any of them accepts.
 * It refuses nothing, because the operation of each job decides.
 *
 * @param schemas The schemas of `with` of all these providers, by operation.
 */
function defaultFields(models: readonly ProviderModel[], schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const choices = new Map<string, Map<string, JsonSchema>>()
  for (const model of models) {
    for (const name of Object.keys(model.operations)) collectFields(schemas[`${model.table.id}.${name}`], choices)
  }
  const properties = [...choices].map(([field, byValues]) => {
    const [first = {}] = byValues.values()
    const anyOf = [...byValues.keys()].map((values) => JSON.parse(values) as JsonSchema)
    return [field, { ...annotationsOf(first), anyOf: [...anyOf, ANY_VALUE] }]
  })
  return { properties: Object.fromEntries(properties) }
}

/** Groups the fields of one operation by name and values. The description comes from the first field of each group. */
function collectFields(schema: JsonSchema | undefined, choices: Map<string, Map<string, JsonSchema>>): void {
  for (const [field, value] of Object.entries((schema?.['properties'] ?? {}) as Record<string, JsonSchema>)) {
    if (isAlias(value)) continue
    const { title: _, description: __, default: ___, examples: ____, ...values } = value
    const known = choices.get(field) ?? new Map<string, JsonSchema>()
    const key = JSON.stringify(values)
    if (!known.has(key)) known.set(key, value)
    choices.set(field, known)
  }
}
