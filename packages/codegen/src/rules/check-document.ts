import { checkDialect, type DialectPart } from '../dialect/dialect-schema.ts'
import { explainErrors } from '../explain/explain-errors.ts'
import { namedFields } from '../explain/rule-message.ts'
import type { Issue } from '../issues/issue.ts'
import { suggest } from '../issues/suggest.ts'
import { ownKeywords } from '../keywords/add-keywords.ts'
import { issueAt } from '../spec/issue-at.ts'
import { splitPointer } from '../spec/json-pointer.ts'
import { child, entries, items, type Place } from '../spec/place.ts'
import { schemaRoots } from '../spec/schemas-of.ts'
import { expressions } from './dialect/expressions.ts'
import { extensionNames } from './dialect/extension-names.ts'
import { namedOperations } from './dialect/named-operations.ts'
import { operationFields } from './dialect/operation-fields.ts'
import { prices } from './dialect/prices.ts'
import { taskReferences } from './dialect/task-references.ts'
import { uploads } from './dialect/uploads.ts'
import { headerNames } from './openapi/header-names.ts'
import { objectKeys } from './openapi/object-keys.ts'
import { openapiVersion } from './openapi/openapi-version.ts'
import { operationIds } from './openapi/operation-ids.ts'
import { pathParameters } from './openapi/path-parameters.ts'
import { references } from './openapi/references.ts'
import { security } from './openapi/security.ts'
import type { Rule } from './rule.ts'
import type { RuleContext } from './rule-context.ts'
import { examples } from './schemas/examples.ts'
import { requiredFields } from './schemas/required-fields.ts'
import { schemaCircles } from './schemas/schema-circles.ts'
import { schemaKeywords } from './schemas/schema-keywords.ts'
import { schemaTypes } from './schemas/schema-types.ts'

/** There is at least one server, each has an absolute URL, and several are told apart by their region. */
const servers: Rule = function* ({ spec }) {
  const place = child(spec.root, 'servers')
  const list = items(place)
  if (list.length === 0) {
    yield issueAt(place ?? spec.root, {
      code: 'no-servers',
      message: 'the document names no server',
      hint: 'add `servers: [{ url: https://api.example.com }]`',
    })
    return
  }
  const regions = new Set<string>()
  for (const server of list) {
    const url = child(server, 'url')
    if (typeof url?.value !== 'string' || !/^https?:\/\/[^/]/.test(url.value)) {
      yield issueAt(url ?? server, { code: 'server-url', message: 'a server needs an absolute http or https URL' })
    }
    const written = child(server, 'x-region')
    const region = typeof written?.value === 'string' ? written.value : 'default'
    if (list.length > 1 && written === undefined) {
      yield issueAt(server, {
        code: 'server-region',
        message: 'of several servers each needs an x-region',
        hint: 'for example `x-region: cn`',
      })
    } else if (regions.has(region)) {
      yield issueAt(written ?? server, { code: 'server-region', message: `the region ${region} stands twice` })
    } else if (written !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region)) {
      yield issueAt(written, { code: 'server-region', message: 'a region is lower-case letters and digits with dashes between' })
    }
    regions.add(region)
  }
}

/** The extensions of root and operations have the shape the dialect's schema gives them. */
const dialectShapes: Rule = function* ({ spec }) {
  const provider = child(spec.root, 'x-provider')
  if (provider === undefined) {
    const hint = 'say who the provider is, as docs/dialect.md shows: id, title, env, idempotency, limits, money'
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
  for (const [, price] of entries(child(child(spec.root, 'components'), 'x-prices'))) yield* shapeIssues(price, 'price')
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) {
      const webhook = child(operation, 'x-webhook')
      if (webhook !== undefined) yield* shapeIssues(webhook, 'webhook')
    }
  }
}

const extensions = ['x-upload', 'x-public-url', 'x-canonical', 'x-open-enum', 'x-message', ...ownKeywords]

/** The dialect's extensions of a schema are well formed and make sense where they stand. */
const fieldExtensions: Rule = function* ({ schemas }) {
  for (const schema of schemas) {
    if (!extensions.some((extension) => child(schema, extension) !== undefined)) continue
    yield* shapeIssues(schema, 'field')
    const open = child(schema, 'x-open-enum')
    if (open !== undefined && child(schema, 'enum') === undefined) {
      yield issueAt(open, {
        code: 'open-enum',
        message: 'x-open-enum stands beside an enum, and there is none',
        hint: 'list the known values in `enum`',
      })
    }
    const publicUrl = child(schema, 'x-public-url')
    if (publicUrl !== undefined && child(schema, 'x-upload') !== undefined) {
      yield issueAt(publicUrl, { code: 'public-url', message: 'a field takes an upload or a public URL, not both' })
    }
  }
}

/** Every operation says what a good answer is, by status. */
const answers: Rule = function* ({ spec }) {
  for (const { place, method, path } of spec.operations) {
    const responses = child(place, 'responses')
    const statuses = entries(responses)
    for (const [status, answer] of statuses) {
      if (/^([1-5](\d\d|XX)|default)$/.test(status) || status.startsWith('x-')) continue
      yield issueAt(answer, { code: 'answer-status', message: `${status} is no HTTP status`, hint: 'write 200, 4XX or default', at: 'key' })
    }
    if (!statuses.some(([status]) => /^2(\d\d|XX)$/.test(status))) {
      yield issueAt(responses ?? place, {
        code: 'no-good-answer',
        message: `${method} ${path} has no answer for success`,
        hint: 'describe its 200 (or other 2xx) answer',
      })
    }
  }
}

/** `{field}` in messages names fields there are. Schemas do not know which operations use them, so only slips of known names are told. */
const messages: Rule = function* ({ schemas }) {
  const known = new Set(schemas.flatMap((schema) => Object.keys((child(schema, 'properties')?.value ?? {}) as object)))
  for (const schema of schemas) {
    const message = child(schema, 'x-message')
    if (typeof message?.value !== 'string') continue
    for (const name of namedFields(message.value)) {
      if (name.split('.').every((part) => known.has(part))) continue
      const nearest = suggest(name, known)
      const hint = nearest === undefined ? 'braces stand for a field: no schema of the document has it' : `did you mean {${nearest}}?`
      yield issueAt(message, { code: 'message-field', severity: 'warning', message: `{${name}} is no field`, hint })
    }
  }
}

/** With all references written out every schema in use keeps to a size that can be worked with. */
const schemaSize: Rule = function* ({ spec, inliner }) {
  for (const root of schemaRoots(spec)) inliner.inline(root)
  const seen = new Set<string>()
  for (const place of inliner.tooLarge) {
    if (seen.has(place.pointer)) continue
    seen.add(place.pointer)
    const hint = 'schemas refer to each other so that they multiply at every level'
    yield issueAt(place, { code: 'schema-too-large', message: 'with all references written out this schema is too large', hint })
  }
}

/** Runs rules (default: all) and gives what they found, file by file from top to bottom, nothing twice. */
export function checkDocument(context: RuleContext, chosen: readonly Rule[] = rules): Issue[] {
  const { spec } = context
  // Text that is no YAML has no places to look at: its syntax errors are all that can be said.
  const found = spec.sources.main.value === undefined ? [] : chosen.flatMap((rule) => findings(rule, context))
  const order = new Map(spec.sources.files.map((file, index) => [file.name, index]))
  return unique([...spec.sources.issues, ...found]).toSorted(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}

/** What many operations share is looked at with each of them. */
function unique(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [keyOf(issue), issue])).values()]
}

function keyOf({ file, pointer, line, column, code, message }: Issue): string {
  return JSON.stringify([file, pointer, line, column, code, message])
}

/** Enough of one kind: nobody reads more, and looking for the nearest name of each takes time. */
const maxFindings = 300

function findings(rule: Rule, context: RuleContext): Issue[] {
  const found: Issue[] = []
  for (const issue of rule(context)) {
    found.push(issue)
    if (found.length >= maxFindings) break
  }
  return found
}

/** All of them. Each looks for one kind of mistake and reports every one it finds. */
const rules: readonly Rule[] = [
  openapiVersion,
  objectKeys,
  references,
  operationIds,
  pathParameters,
  headerNames,
  answers,
  security,
  servers,
  schemaCircles,
  schemaSize,
  schemaTypes,
  schemaKeywords,
  requiredFields,
  examples,
  fieldExtensions,
  extensionNames,
  dialectShapes,
  namedOperations,
  operationFields,
  taskReferences,
  expressions,
  uploads,
  prices,
  messages,
]

/** What the dialect's schema says against an extension. */
function shapeIssues(place: Place, part: DialectPart): Issue[] {
  const subject = splitPointer(place.pointer).findLast((segment) => segment.startsWith('x-')) ?? part
  return explainErrors(checkDialect(part, place.value), { data: place.value, subject }).map((issue) => {
    const unknownKey = issue.keyword === 'additionalProperties'
    return issueAt(
      { file: place.file, pointer: `${place.pointer}${issue.pointer}` },
      { code: unknownKey ? 'dialect-unknown-key' : 'dialect', message: issue.message, ...(unknownKey ? { at: 'key' } : {}) },
    )
  })
}
