import type { DialectTask } from '../../dialect/dialect.gen.ts'
import { type ParsedExpression, parseExpression } from '../../dialect/expression.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import type { Issue } from '../../issues/issue.ts'
import { didYouMean, suggest } from '../../issues/suggest.ts'
import { propertiesInPlace } from '../../spec/in-place.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer } from '../../spec/json-pointer.ts'
import { child, entries, isObject, items, type Place, textOf } from '../../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../../spec/spec-document.ts'
import { answerSchema } from '../answer-schema.ts'
import type { Rule, RuleContext } from '../rule-context.ts'

/** Expressions are well formed, read the right side, and name something that the operation has. */
export const expressions: Rule = function* (context) {
  const byId = new Map(context.spec.operations.map((operation) => [operation.operationId, operation]))
  for (const site of expressionSites(context.spec)) {
    if (typeof site.place.value !== 'string') continue
    const operation = site.operation === undefined ? undefined : byId.get(site.operation)
    const where = operation === undefined ? undefined : { operation, context }
    const parts = site.isAddress === true ? embeddedIn(site.place.value) : undefined
    if (parts !== undefined && !/^\/(?!\/)/.test(site.place.value)) {
      const message = 'an address with expressions in braces begins with "/": it is below the server'
      yield issueAt(site.place, { code: 'expression', message })
    }
    for (const text of parts ?? [site.place.value]) yield* expressionIssues(site, text, where)
  }
}

/** The expressions in an address; undefined for an expression. */
function embeddedIn(text: string): string[] | undefined {
  if (text.startsWith('$') || !text.includes('{$')) return undefined
  return [...text.matchAll(/\{([^}]*)\}/g)].map(([, expression = '']) => expression)
}

function* expressionIssues(site: ExpressionSite, text: string, where: Where | undefined): Generator<Issue> {
  const parsed = parseExpression(text)
  if ('problem' in parsed) {
    yield issueAt(site.place, { code: 'expression', message: `${JSON.stringify(text)} is not an expression`, hint: parsed.problem })
    return
  }
  const wrongSide = sideProblem(site, parsed)
  if (wrongSide !== undefined) yield issueAt(site.place, { code: 'expression', message: wrongSide })
  else if (where !== undefined) yield* nameIssues(site, parsed, where)
}

/** In a request, `-` means any item of a list. In a response only outputs have such places. */
function isOnePlace(parsed: ParsedExpression): boolean {
  return parsed.source !== 'response-body' || !splitPointer(parsed.pointer).includes('-')
}

function sideProblem({ side, mayBeUrl, mayBeList }: ExpressionSite, parsed: ParsedExpression): string | undefined {
  const { source } = parsed
  const ofAnswer = source === 'status' || source === 'response-body' || source === 'response-header'
  if (side === 'answer' && !ofAnswer) return 'here something of an answer is read: $response. or $statusCode'
  if (side === 'answer')
    return mayBeList === true || isOnePlace(parsed)
      ? undefined
      : 'an answer is read at one place: write the number of the entry, the first is 0'
  if (ofAnswer || (source === 'url' && mayBeUrl !== true)) return 'here a place in a request is named: $request.'
  const ofDelivery = source === 'request-body' || source === 'request-header'
  return side === 'delivery' && !ofDelivery ? 'a delivery is read by $request.body#/… or $request.header.…' : undefined
}

type Where = { operation: SpecOperation; context: RuleContext }

/** Names of an expression that the operation does not have. */
export function* nameIssues(site: ExpressionSite, parsed: ParsedExpression, where: Where): Generator<Issue> {
  if (parsed.source === 'url' && !where.operation.path.includes('{')) {
    const message = `the path of ${textOf(site.operation)} has no parameter: all tasks would have the same address`
    yield issueAt(site.place, { code: 'expression-target', message })
  } else if (parsed.source === 'path' || parsed.source === 'query') {
    const names = where.operation.parameters
      .filter((place) => child(place, 'in')?.value === parsed.source)
      .map((place) => textOf(child(place, 'name')?.value))
    if (!names.includes(parsed.name)) {
      const message = `${textOf(site.operation)} has no ${parsed.source} parameter ${parsed.name}`
      yield issueAt(site.place, { code: 'expression-target', message, hint: didYouMean(parsed.name, names) })
    }
  } else if (parsed.source === 'request-body') {
    if (where.operation.body === undefined) {
      yield issueAt(site.place, { code: 'expression-target', message: `${textOf(site.operation)} takes no body` })
    } else yield* pointerIssues(site, parsed.pointer, { schema: bodySchema(where), severity: 'error' })
  } else if (parsed.source === 'response-body') {
    yield* pointerIssues(site, parsed.pointer, { schema: answerSchema(where.operation, where.context), severity: 'warning' })
  }
}

/** The schema of an operation's request body. */
export function bodySchema({ operation, context }: Where): unknown {
  const schema = mediaTypes(operation.body, context.spec.sources)[0]?.schema
  return schema === undefined ? undefined : context.inliner.inline(schema)
}

/**
 * Reports a name that the schema does not have. The schemas of responses are often open on purpose, so there only a likely typo is
 * reported.
 */
function* pointerIssues(
  site: ExpressionSite,
  pointer: string,
  expected: { schema: unknown; severity: 'error' | 'warning' },
): Generator<Issue> {
  let schema = expected.schema
  for (const segment of splitPointer(pointer)) {
    if (!isObject(schema)) return
    const properties = propertiesInPlace(schema)
    const next: unknown = properties.get(segment) ?? (/^(\d+|-)$/.test(segment) ? schema['items'] : undefined)
    if (next === undefined && properties.size > 0) {
      const nearest = suggest(segment, properties.keys())
      const told = expected.severity === 'error' || (nearest !== undefined && !properties.has(segment))
      if (told) {
        const message = `there is no ${JSON.stringify(segment)} at this place of the ${expected.severity === 'error' ? 'request' : 'response'} of ${textOf(site.operation)}`
        yield issueAt(site.place, {
          code: 'expression-target',
          severity: expected.severity,
          message,
          hint: didYouMean(segment, properties.keys()),
        })
      }
      return
    }
    schema = next
  }
}

/** The location of an expression, and what it reads. */
type ExpressionSite = {
  readonly place: Place
  /** `answer` reads a response; `request` names a place in a request; `delivery` reads a webhook's delivery. */
  readonly side: 'answer' | 'delivery' | 'request'
  /** The operationId of the request or response, if it belongs to one operation. */
  readonly operation: string | undefined
  /** Whether it may be an address with expressions in braces. */
  readonly isAddress?: boolean
  /** Whether it may be `$url`: the whole address of the request. */
  readonly mayBeUrl?: boolean
  /** Whether it may name every item of a list, by `-`. */
  readonly mayBeList?: boolean
}

type Read = Pick<ExpressionSite, 'side' | 'isAddress' | 'mayBeUrl' | 'mayBeList'> & { readonly operation?: string | undefined }

/** Every expression of a document. */
function* expressionSites(spec: SpecDocument): Generator<ExpressionSite> {
  yield* errorSites(child(spec.root, 'x-errors'))
  for (const [, task] of entries(child(spec.root, 'x-tasks'))) yield* taskSites(task)
  for (const { place, operationId } of spec.operations) {
    for (const entry of items(child(place, 'x-operations'))) {
      yield* operationSites(entry, operationId)
      yield* keySites(spec, entry, operationId)
    }
  }
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) yield* at(child(operation, 'x-webhook'), ['id'], { side: 'delivery' })
  }
}

/** The expressions under each of the keys, single or as candidates. */
function* at(parent: Place | undefined, keys: readonly string[], read: Read): Generator<ExpressionSite> {
  for (const key of keys) yield* candidateSites(child(parent, key), read)
}

function* candidateSites(
  written: Place | undefined,
  { side, operation, isAddress = false, mayBeUrl = false, mayBeList = false }: Read,
): Generator<ExpressionSite> {
  if (written === undefined) return
  for (const place of Array.isArray(written.value) ? items(written) : [written])
    yield { place, side, operation, isAddress, mayBeUrl, mayBeList }
}

function* errorSites(errors: Place | undefined): Generator<ExpressionSite> {
  yield* at(errors, ['code', 'message', 'trace'], { side: 'answer' })
  for (const key of ['ok', 'failed']) yield* at(child(child(errors, 'envelope'), key), ['at'], { side: 'answer' })
}

function* taskSites(task: Place): Generator<ExpressionSite> {
  const ofRead: Read = { side: 'answer', operation: operationOf(child(task, 'read')) }
  for (const [key, sitesOf] of Object.entries(TASK_SITES)) yield* sitesOf(child(task, key), ofRead)
}

/** The expressions that each key of a task holds. `ofRead` is for those that read the response to a read of the task. */
const TASK_SITES: Readonly<Record<keyof DialectTask, (value: Place | undefined, ofRead: Read) => Iterable<ExpressionSite>>> = {
  id: (value) => candidateSites(value, { side: 'answer' }),
  charged: (value) => candidateSites(value, { side: 'answer' }),
  read: (value) => at(value, ['id'], { side: 'request', operation: operationOf(value), mayBeUrl: true }),
  *read_many(value) {
    yield* at(value, ['ids'], { side: 'request', operation: operationOf(value) })
    yield* listSites(value)
  },
  recent: listSites,
  *lookup(value) {
    yield* at(value, ['id'], { side: 'request', operation: operationOf(value) })
    yield* at(value, ['task_id'], { side: 'answer', operation: operationOf(value) })
  },
  *state(value, ofRead) {
    yield* at(value, ['raw'], ofRead)
    for (const rule of items(child(value, 'rules'))) yield* at(rule, ['at'], ofRead)
  },
  *result(value, ofRead) {
    yield* at(value, ['id'], { side: 'request', operation: operationOf(value), mayBeUrl: true })
    yield* at(value, ['value'], ofRead)
    yield* at(value, ['submitted'], { side: 'answer' })
    const ofResult: Read = { side: 'answer', operation: operationOf(value) }
    for (const rule of items(child(value, 'rules'))) yield* at(rule, ['at'], ofResult)
    for (const [, output] of entries(child(value, 'outputs'))) yield* outputSites(output, ofResult)
  },
  *failure(value, ofRead) {
    yield* at(value, ['code', 'message'], ofRead)
    const billable = child(value, 'billable')
    for (const says of isObject(billable?.value) ? entries(billable).map(([, each]) => each) : [billable])
      if (typeof says?.value !== 'boolean') yield* candidateSites(says, ofRead)
  },
  *outputs(value, ofRead) {
    for (const [, output] of entries(value)) yield* outputSites(output, ofRead)
  },
  *cancel(value) {
    yield* at(value, ['id'], { side: 'request', operation: operationOf(value), mayBeUrl: true })
    // Read from the response to the submission, or from that to the read.
    yield* at(value, ['value'], { side: 'answer' })
  },
  progress: (value, ofRead) => at(value, ['from'], ofRead),
  credits: (value, ofRead) => candidateSites(value, ofRead),
  poll: () => [],
}

function outputSites(output: Place, read: Read): Iterable<ExpressionSite> {
  const isAddress = ['video', 'image', 'audio'].includes(textOf(child(output, 'type')?.value))
  return at(output, ['from'], { ...read, isAddress, mayBeList: true })
}

/** The expressions of a request whose response is a list of tasks. */
function* listSites(list: Place | undefined): Generator<ExpressionSite> {
  yield* at(list, ['items'], { side: 'answer', operation: operationOf(list) })
  // These read an item, which replaces the response body.
  yield* at(list, ['item_id', 'request', 'created_at'], { side: 'answer' })
}

function* operationSites(entry: Place, operationId: string | undefined): Generator<ExpressionSite> {
  const read: Read = { side: 'answer', operation: operationId }
  for (const [, output] of entries(child(entry, 'outputs'))) yield* outputSites(output, read)
  yield* at(entry, ['charged'], read)
  yield* at(child(entry, 'balance'), ['sum'], read)
}

/** The places of the key in a submission. */
function* keySites(spec: SpecDocument, entry: Place, operation: string | undefined): Generator<ExpressionSite> {
  const starts = child(entry, 'starts')?.value
  if (starts === undefined && child(entry, 'charges')?.value !== true) return
  yield* at(child(child(spec.root, 'x-provider'), 'idempotency'), ['at'], { side: 'request', operation })
  yield* at(child(child(child(spec.root, 'x-tasks'), textOf(starts)), 'lookup'), ['sent'], { side: 'request', operation })
}

function operationOf(reading: Place | undefined): string | undefined {
  const operation = child(reading, 'operation')?.value
  return typeof operation === 'string' ? operation : undefined
}
