import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, type Place, textOf } from '../../spec/place.ts'
import { positionOf } from '../../spec/source-file.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Rule } from '../rule-context.ts'

const PLACES = ['path', 'query', 'header', 'cookie']

/** A path has exactly the path parameters that its `{names}` name, and every parameter is well formed. */
export const pathParameters: Rule = function* ({ spec }) {
  for (const operation of spec.operations) {
    const inTemplate = Array.from(operation.path.matchAll(/\{([^{}]+)\}/g), (match) => match[1] ?? '')
    const declared = new Map(
      operation.parameters.filter((place) => child(place, 'in')?.value === 'path').map((place) => [nameOf(place), place]),
    )
    const title = `${operation.method} ${operation.path}`
    for (const name of inTemplate) {
      if (declared.has(name)) continue
      const message = `${title} has no path parameter for {${name}}`
      yield issueAt(operation.place, {
        code: 'path-parameter',
        message,
        hint: didYouMean(name, declared.keys()) ?? `declare it: { name: ${name}, in: path, required: true, schema: … }`,
      })
    }
    for (const [name, place] of declared) {
      if (inTemplate.includes(name)) continue
      const message = `the path ${operation.path} has no {${name}}`
      yield issueAt(child(place, 'name') ?? place, { code: 'path-parameter', message, hint: didYouMean(name, inTemplate) })
    }
    yield* wellFormed(operation)
  }
}

function* wellFormed({ parameters }: SpecOperation): Generator<Issue> {
  for (const place of parameters) {
    const where = child(place, 'in')
    const name = child(place, 'name')
    if (typeof name?.value !== 'string') yield issueAt(name ?? place, { code: 'parameter', message: 'a parameter needs a name' })
    if (!PLACES.includes(textOf(where?.value))) {
      yield issueAt(where ?? place, {
        code: 'parameter',
        message: `a parameter is in ${PLACES.join(', ')}`,
        hint: didYouMean(textOf(where?.value), PLACES),
      })
    }
    if (where?.value === 'path' && child(place, 'required')?.value !== true) {
      yield issueAt(place, { code: 'parameter', message: `the path parameter ${nameOf(place)} must say \`required: true\`` })
    }
    if (child(place, 'schema') === undefined && child(place, 'content') === undefined) {
      yield issueAt(place, { code: 'parameter', message: `the parameter ${nameOf(place)} has no schema` })
    }
  }
}

function nameOf(place: Place): string {
  return textOf(child(place, 'name')?.value)
}

/** Every operation has a unique `operationId`: its own, or one that is derived from method and path. */
export const operationIds: Rule = function* ({ spec }) {
  const seen = new Map<string, Place>()
  for (const { place, operationId } of spec.operations) {
    const written = child(place, 'operationId')
    if (operationId === undefined) {
      yield issueAt(written ?? place, { code: 'operation-id', message: 'an operationId is text' })
      continue
    }
    const id = written ?? place
    const first = seen.get(operationId)
    if (first === undefined) {
      seen.set(operationId, id)
      continue
    }
    const { file, line, column } = positionOf(first.file, first.pointer)
    const hint = `the first is at ${file.name}:${line}:${column}; rename one of them`
    yield issueAt(id, { code: 'duplicate-operation-id', message: `the operationId ${operationId} is used twice`, hint })
  }
}

/** Every operation describes a success response, under a valid status. A redirect is one, unless a body is read from it. */
export const answers: Rule = function* ({ spec }) {
  const ofTasks = entries(child(spec.root, 'x-tasks')).flatMap(([, task]) => entries(task))
  const read = new Set(ofTasks.map(([, request]) => child(request, 'operation')?.value))
  for (const { place, method, path, operationId } of spec.operations) {
    const responses = child(place, 'responses')
    const statuses = entries(responses)
    for (const [status, answer] of statuses) {
      if (/^([1-5](\d\d|XX)|default)$/.test(status) || status.startsWith('x-')) continue
      yield issueAt(answer, {
        code: 'answer-status',
        message: `${status} is not an HTTP status`,
        hint: 'write 200, 4XX or default',
        at: 'key',
      })
    }
    const isRead = read.has(operationId) || child(place, 'x-operations') !== undefined
    const isGood = ([status, answer]: [string, Place]) =>
      /^2(\d\d|XX)$/.test(status) || (!isRead && isRedirect(status, spec.sources.deref(answer)))
    if (!statuses.some(isGood)) {
      yield issueAt(responses ?? place, {
        code: 'no-good-answer',
        message: `${method} ${path} has no success response`,
        hint: `describe its 200 (or other 2xx) response${isRead ? '' : ', or a redirect (302) with the header Location'}`,
      })
    }
  }
}

function isRedirect(status: string, answer: Place | undefined): boolean {
  return /^3(\d\d|XX)$/.test(status) && entries(child(answer, 'headers')).some(([name]) => name.toLowerCase() === 'location')
}
