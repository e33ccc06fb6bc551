import { parseExpression } from '../../dialect/expression.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import { mayHold } from '../../ir/schema/may-hold.ts'
import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { splitPointer, valueAt } from '../../spec/json-pointer.ts'
import { child, entries, isObject, type Place, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { answerSchema } from '../answer-schema.ts'
import type { Rule, RuleContext } from '../rule-context.ts'

/**
 * A path parameter for ids that hold slashes says `allowReserved`. Otherwise a rehearsal may pass, because the emulator finds the id in any
 * spelling, and the provider refuses the read of a task that is paid.
 */
export const idsInPaths: Rule = function* (context) {
  const reported = new Set<string>()
  const byId = (id: unknown) => context.spec.operations.find(({ operationId }) => operationId !== undefined && operationId === id)
  for (const [kind, task] of entries(child(context.spec.root, 'x-tasks'))) {
    const starting = context.named.filter(({ written }) => written.starts === kind).map(({ operation }) => operation)
    const ofTask = { from: child(task, 'id'), responses: starting }
    const read = byId(child(child(task, 'read'), 'operation')?.value)
    const value = child(child(task, 'result'), 'value')
    const ofResult = value === undefined || read === undefined ? ofTask : { from: value, responses: [read] }
    for (const [key, id] of Object.entries({ read: ofTask, cancel: ofTask, result: ofResult })) {
      const request = child(task, key)
      const operation = byId(child(request, 'operation')?.value)
      const issue = operation && slashIssue(child(request, 'id'), { ...id, operation, context })
      // Requests may share a parameter.
      const at = issue && `${issue.file}:${issue.line}:${issue.column}`
      if (issue === undefined || at === undefined || reported.has(at)) continue
      reported.add(at)
      yield issue
    }
  }
}

type Id = {
  /** Where the id is read. */
  readonly from: Place | undefined
  readonly responses: readonly SpecOperation[]
  /** The request that holds it in its path. */
  readonly operation: SpecOperation
  readonly context: RuleContext
}

function slashIssue(target: Place | undefined, { from, responses, operation, context }: Id): Issue | undefined {
  const parsed = typeof target?.value === 'string' ? parseExpression(target.value) : { problem: '' }
  if ('problem' in parsed || parsed.source !== 'path') return undefined
  const parameter = operation.parameters.find((each) => child(each, 'in')?.value === 'path' && child(each, 'name')?.value === parsed.name)
  if (parameter === undefined || child(parameter, 'allowReserved')?.value === true) return undefined
  const own = [child(parameter, 'example')?.value, child(child(parameter, 'schema'), 'example')?.value]
  const found = [...own, ...responses.flatMap((response) => [...samplesAt(from, response, context)])].find(
    (sample) => typeof sample === 'string' && sample.includes('/'),
  )
  if (found === undefined) return undefined
  return issueAt(parameter, {
    code: 'id-slashes',
    severity: 'warning',
    message: `ids hold a slash (${textOf(found)}), and the path parameter ${parsed.name} of ${textOf(operation.operationId)} would send it as %2F`,
    hint: 'say `allowReserved: true` beside it: slashes stay then',
  })
}

/** What the document shows of a value in a response: examples, and the pattern. */
function* samplesAt(from: Place | undefined, operation: SpecOperation, context: RuleContext): Generator<unknown> {
  const schema = answerSchema(operation, context)
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  const { sources } = context.spec
  const example = mediaTypes(sources.deref(good?.[1]), sources)[0]?.example
  for (const expression of Array.isArray(from?.value) ? from.value : [from?.value]) {
    const parsed = typeof expression === 'string' ? parseExpression(expression) : { problem: '' }
    if ('problem' in parsed || parsed.source !== 'response-body') continue
    yield valueAt(example, parsed.pointer)
    for (const one of schema === undefined ? [] : mayHold(schema, splitPointer(parsed.pointer))) {
      if (isObject(one)) yield* [one['example'], ...(Array.isArray(one['examples']) ? one['examples'] : []), one['pattern']]
    }
  }
}
