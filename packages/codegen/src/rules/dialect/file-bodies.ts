import type { DialectOutput } from '../../dialect/dialect.gen.ts'
import { isFileBody } from '../../ir/candidates.ts'
import { fileTypesOf } from '../../ir/media-types.ts'
import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, type Place, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Rule, RuleContext } from '../rule-context.ts'

/** An output that is the body of a response is one that the response declares, and that can be read as often as it must be. */
export const fileBodies: Rule = function* (context) {
  const { spec, named } = context
  for (const [, task] of entries(child(spec.root, 'x-tasks'))) {
    for (const asked of [
      { request: child(task, 'read'), outputs: child(task, 'outputs') },
      { request: child(task, 'result'), outputs: child(child(task, 'result'), 'outputs') },
    ]) {
      const id = child(asked.request, 'operation')?.value
      const operation = spec.operations.find(({ operationId }) => operationId !== undefined && operationId === id)
      for (const output of bodiesIn(asked.outputs)) {
        yield* bodyIssues(output, operation, context)
        yield* readAgain(output, { operation, task })
      }
      yield* besideBodies(asked.outputs)
    }
  }
  for (const { entry, operation, written } of named) {
    for (const output of bodiesIn(child(entry, 'outputs'))) {
      yield* bodyIssues(output, operation, context)
      if (written.upload !== undefined) yield fileBody(output, { message: 'the response to an upload is not a file' })
    }
    yield* besideBodies(child(entry, 'outputs'))
  }
}

function bodiesIn(outputs: Place | undefined): Place[] {
  return entries(outputs).flatMap(([, output]) => (isObject(output.value) && isFileBody(output.value as DialectOutput) ? [output] : []))
}

/** A body that is a file has no fields, and is one file. */
function* besideBodies(outputs: Place | undefined): Generator<Issue> {
  const [first] = bodiesIn(outputs)
  for (const [, output] of entries(outputs)) {
    const from = child(output, 'from')?.value
    const isOfBody = [from].flat().some((text) => typeof text === 'string' && text.includes('$response.body'))
    if (first === undefined || !isOfBody || output.pointer === first.pointer) continue
    const name = first.pointer.split('/').at(-1) ?? ''
    yield fileBody(output, { message: `the body of this response is the file of ${name}: other outputs are read from its headers` })
  }
}

function fileBody(output: Place, about: { readonly message: string; readonly hint?: string }): Issue {
  return issueAt(child(output, 'from') ?? output, { code: 'file-body', ...about })
}

function* bodyIssues(output: Place, operation: SpecOperation | undefined, { spec }: RuleContext): Generator<Issue> {
  const type = textOf(child(output, 'type')?.value)
  const from = child(output, 'from')?.value
  if (Array.isArray(from) && from.length > 1) {
    yield fileBody(output, { message: 'the body is the file, or an address is in the body: write $response.body alone' })
  }
  if (operation === undefined) return
  const types = fileTypesOf(operation, spec.sources)
  if (types.some((one) => one.startsWith(`${type}/`) || one.startsWith('application/octet-stream'))) return
  yield fileBody(output, {
    message: `the response of ${textOf(operation.operationId)} is declared as no file of type ${type}`,
    hint: `describe it in a 2xx response: \`content: { ${type}/*: {} }\`, with the exact type if it is known`,
  })
}

/** The file of a task is fetched with a second request to the address of the first. */
function* readAgain(
  output: Place,
  { operation, task }: { readonly operation: SpecOperation | undefined; readonly task: Place },
): Generator<Issue> {
  if (operation !== undefined && operation.method.toLowerCase() !== 'get')
    yield fileBody(output, { message: `only a GET can return the file of a task, and ${textOf(operation.operationId)} is not one` })
  if (child(task, 'read_many') === undefined || child(task, 'result') !== undefined) return
  yield fileBody(output, { message: 'a response about many tasks cannot hold the file', hint: 'remove `read_many`' })
}
