import { pascalCase } from '../../emit/names.ts'
import { checkValue } from '../../explain/compile-validator.ts'
import { explainErrors } from '../../explain/explain-errors.ts'
import { isForm, isJson, isUrlencoded, mediaTypes } from '../../ir/media-types.ts'
import { collectMessages } from '../../ir/schema/messages.ts'
import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, type Place, textOf } from '../../spec/place.ts'
import { positionOf } from '../../spec/source-file.ts'
import type { NamedOperation, Rule, RuleContext } from '../rule-context.ts'

/** Named operations have unique names, start existing tasks, have a supported body and a valid example. */
export const namedOperations: Rule = function* (context) {
  const { spec, named } = context
  const tasks = entries(child(spec.root, 'x-tasks')).map(([name]) => name)
  const seen = new Map<unknown, Place>()
  for (const one of named) {
    const name = child(one.entry, 'name')
    const inCode = pascalCase(textOf(name?.value))
    const first = name === undefined ? undefined : seen.get(inCode)
    if (name !== undefined && first !== undefined) {
      const { file, line, column } = positionOf(first.file, first.pointer)
      const hint = `the first is at ${file.name}:${line}:${column}`
      const called = first.value === name.value ? textOf(name.value) : `${inCode} in code: ${textOf(first.value)} and ${textOf(name.value)}`
      yield issueAt(name, { code: 'duplicate-name', message: `two operations are called ${called}`, hint })
    } else if (name !== undefined) seen.set(inCode, name)
    const starts = child(one.entry, 'starts')
    if (starts !== undefined && !tasks.includes(textOf(starts.value))) {
      yield issueAt(starts, {
        code: 'unknown-task',
        message: `x-tasks has no kind of task called ${textOf(starts.value)}`,
        hint: didYouMean(textOf(starts.value), tasks),
      })
    }
    yield* body(one, context)
    yield* fixedFields(one)
    yield* example(one)
  }
}

function* body({ operation }: NamedOperation, { spec }: RuleContext): Generator<Issue> {
  const types = mediaTypes(operation.body, spec.sources).map(({ type }) => type)
  if (operation.body === undefined || types.some((type) => isJson(type) || isForm(type) || isUrlencoded(type))) return
  const hint = 'named operations are sent as application/json, multipart/form-data or application/x-www-form-urlencoded'
  yield issueAt(child(operation.place, 'requestBody') ?? operation.place, {
    code: 'body-type',
    message: `a body of ${types.join(', ') || 'no type'} cannot be sent`,
    hint,
  })
}

function* fixedFields({ entry, input }: NamedOperation): Generator<Issue> {
  const fixed = child(entry, 'fixed')
  if (input.contradiction && fixed !== undefined) {
    yield issueAt(fixed, {
      code: 'fixed',
      message: 'with these fixed values the request can never be valid',
      hint: 'compare them with the request schema',
    })
  }
}

function* example({ entry, input, written }: NamedOperation): Generator<Issue> {
  const place = child(entry, 'example')
  if (place === undefined) {
    if (typeof written.starts !== 'string') return
    const hint = 'add `example: { … }`, without the fixed fields'
    yield issueAt(entry, {
      code: 'no-example',
      severity: 'warning',
      message: `${textOf(written.name)} starts a task and has no example`,
      hint,
    })
    return
  }
  if (!isObject(place.value)) return
  const messages = collectMessages(input.schema)
  for (const issue of explainErrors(checkValue(input.schema, place.value), { data: place.value, subject: 'the example', messages })) {
    yield issueAt(
      { file: place.file, pointer: `${place.pointer}${issue.pointer}` },
      { code: 'example', message: `this example is not valid: ${issue.message}` },
    )
  }
}
