import type { ErrorObject, ValidateFunction } from 'ajv'
import { newAjv } from '../../explain/compile-validator.ts'
import { explainErrors } from '../../explain/explain-errors.ts'
import { fits } from '../../explain/fits.ts'
import { namedFields } from '../../explain/rule-message.ts'
import { defined } from '../../issues/defined.ts'
import type { Issue } from '../../issues/issue.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import { child, entries, items, type Place } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'
import { type DialectPart, dialectSchema, fieldExtensionNames } from './dialect-schema.ts'

/** The extensions of the root and of operations match the dialect's schema. */
export const dialectShapes: Rule = function* ({ spec }) {
  const provider = child(spec.root, 'x-provider')
  if (provider === undefined) {
    const hint = 'describe the provider as docs/dialect.md shows: id, title, env, idempotency, limits, money'
    yield issueAt(spec.root, { code: 'no-provider', message: 'the document has no x-provider', hint })
  } else yield* shapeIssues(provider, 'provider')
  const errors = child(spec.root, 'x-errors')
  if (errors !== undefined) yield* shapeIssues(errors, 'errors')
  const tasks = child(spec.root, 'x-tasks')
  if (tasks !== undefined && typeof tasks.value !== 'object') yield* shapeIssues(tasks, 'tasks')
  for (const [, task] of entries(tasks)) yield* shapeIssues(task, 'task')
  for (const { place } of spec.operations) {
    const named = child(place, 'x-operations')
    if (named === undefined) continue
    if (!Array.isArray(named.value) || named.value.length === 0) yield* shapeIssues(named, 'operations')
    for (const entry of items(named)) yield* shapeIssues(entry, 'operation')
  }
  for (const [, scheme] of entries(child(child(spec.root, 'components'), 'securitySchemes'))) {
    const jwt = child(scheme, 'x-jwt')
    if (jwt !== undefined) yield* shapeIssues(jwt, 'jwt')
  }
  for (const [, price] of entries(child(child(spec.root, 'components'), 'x-prices'))) yield* shapeIssues(price, 'price')
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) {
      const webhook = child(operation, 'x-webhook')
      if (webhook !== undefined) yield* shapeIssues(webhook, 'webhook')
    }
  }
}

/** The dialect's extensions of a schema are well formed and allowed in their place. */
export const fieldExtensions: Rule = function* ({ schemas }) {
  const extensions = fieldExtensionNames()
  for (const schema of schemas) {
    if (!extensions.some((extension) => child(schema, extension) !== undefined)) continue
    yield* shapeIssues(schema, 'field')
    const open = child(schema, 'x-open-enum')
    if (open !== undefined && child(schema, 'enum') === undefined) {
      yield issueAt(open, {
        code: 'open-enum',
        message: 'x-open-enum needs an enum beside it',
        hint: 'list the known values in `enum`',
      })
    }
    const severity = child(schema, 'x-severity')
    if (severity !== undefined && !isRequestRule(schema)) {
      yield issueAt(severity, {
        code: 'severity',
        message: 'x-severity has no effect here',
        hint: 'it belongs on a member of `allOf` of the whole request',
      })
    }
    const publicUrl = child(schema, 'x-public-url')
    if (publicUrl !== undefined && child(schema, 'x-upload') !== undefined) {
      yield issueAt(publicUrl, { code: 'public-url', message: 'a field takes an upload or a public URL, not both' })
    }
  }
}

/** Whether a schema is a member of `allOf`, and not below a single field; or stands in `components`, from where `allOf` may refer to it. */
function isRequestRule({ pointer }: Place): boolean {
  if (/^\/components\/schemas\/[^/]+$/.test(pointer)) return true
  return /\/allOf\/\d+$/.test(pointer) && !/\/(properties|items)\/.*\/allOf\/\d+$/.test(pointer)
}

/**
 * `{field}` in a message names a field. A schema does not know which operations use it, so only likely typos of the document's fields are
 * reported.
 */
export const messages: Rule = function* ({ schemas }) {
  const known = new Set(schemas.flatMap((schema) => Object.keys((child(schema, 'properties')?.value ?? {}) as object)))
  for (const schema of schemas) {
    const message = child(schema, 'x-message')
    if (typeof message?.value !== 'string') continue
    for (const name of namedFields(message.value)) {
      if (name.split('.').every((part) => known.has(part))) continue
      const nearest = suggest(name, known)
      const hint = nearest === undefined ? 'braces name a field, and no schema of the document has this one' : `did you mean {${nearest}}?`
      yield issueAt(message, { code: 'message-field', severity: 'warning', message: `{${name}} is not a field`, hint })
    }
  }
}

/** The errors of the dialect's schema for an extension, as issues. */
function shapeIssues(place: Place, part: DialectPart): Issue[] {
  const subject = splitPointer(place.pointer).findLast((segment) => segment.startsWith('x-')) ?? part
  return explainErrors(checkDialect(part, place.value), { data: place.value, subject }).map((issue) => {
    const unknownKey = issue.keyword === 'additionalProperties'
    return issueAt(
      { file: place.file, pointer: `${place.pointer}${issue.pointer}` },
      { code: unknownKey ? 'dialect-unknown-key' : 'dialect', message: issue.message, ...defined({ at: unknownKey ? 'key' : undefined }) },
    )
  })
}

let ajv: ReturnType<typeof newAjv> | undefined
const validators = new Map<DialectPart, ValidateFunction>()

/** The errors of one part of the dialect's schema for a value. */
function checkDialect(part: DialectPart, value: unknown): readonly ErrorObject[] {
  // A validator is compiled only if there is an error to explain, which saves time for valid documents.
  if (fits(dialectSchema().$defs[part], value, dialectSchema()) === true) return []
  const validate = validators.get(part) ?? compile(part)
  validators.set(part, validate)
  return validate(value) ? [] : (validate.errors ?? [])
}

function compile(part: DialectPart): ValidateFunction {
  ajv ??= newAjv({ verbose: true }).addSchema(dialectSchema())
  return ajv.compile({ $ref: `${dialectSchema().$id}#/$defs/${part}` })
}
