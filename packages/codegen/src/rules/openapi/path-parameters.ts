import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, type Place, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { Rule } from '../rule.ts'

const places = ['path', 'query', 'header', 'cookie']

/** The `{names}` of a path and its path parameters are the same, and every parameter is well formed. */
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
    if (!places.includes(textOf(where?.value))) {
      yield issueAt(where ?? place, {
        code: 'parameter',
        message: `a parameter is in ${places.join(', ')}`,
        hint: didYouMean(textOf(where?.value), places),
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
