import type { Issue } from '../../issues/issue.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, placeKey } from '../../spec/place.ts'
import { HTTP_METHODS, type SpecDocument } from '../../spec/spec-document.ts'
import type { Rule } from '../rule-context.ts'

const MEDIA = ['schema', 'example', 'examples', 'encoding']

/** The fixed fields of OpenAPI 3.1's objects, by section 4.8 of the specification. */
const KEYS = {
  root: ['openapi', 'info', 'jsonSchemaDialect', 'servers', 'paths', 'webhooks', 'components', 'security', 'tags', 'externalDocs'],
  info: ['title', 'summary', 'description', 'termsOfService', 'contact', 'license', 'version'],
  server: ['url', 'description', 'variables'],
  pathItem: ['$ref', 'summary', 'description', 'servers', 'parameters', ...HTTP_METHODS],
  operation: [
    'tags',
    'summary',
    'description',
    'externalDocs',
    'operationId',
    'parameters',
    'requestBody',
    'responses',
    'callbacks',
    'deprecated',
    'security',
    'servers',
  ],
  parameter: [
    'name',
    'in',
    'description',
    'required',
    'deprecated',
    'allowEmptyValue',
    'style',
    'explode',
    'allowReserved',
    'content',
    ...MEDIA,
  ],
  requestBody: ['$ref', 'summary', 'description', 'content', 'required'],
  response: ['$ref', 'summary', 'description', 'headers', 'content', 'links'],
  media: MEDIA,
  components: [
    'schemas',
    'responses',
    'parameters',
    'examples',
    'requestBodies',
    'headers',
    'securitySchemes',
    'links',
    'callbacks',
    'pathItems',
  ],
} as const

/** OpenAPI's own objects have no unknown keys: an operation with `requestbody` would otherwise have no body, without an error. */
export const objectKeys: Rule = function* ({ spec }) {
  yield* check(spec.root, 'root')
  yield* check(child(spec.root, 'info'), 'info')
  yield* check(child(spec.root, 'components'), 'components')
  for (const server of items(child(spec.root, 'servers'))) yield* check(server, 'server')
  for (const [, item] of [...entries(child(spec.root, 'paths')), ...entries(child(spec.root, 'webhooks'))]) {
    const place = spec.sources.deref(item)
    yield* check(place, 'pathItem')
    for (const method of HTTP_METHODS) yield* checkOperation(spec.sources.deref(child(place, method)), spec)
  }
  // Each operation with a parameter of its path, or of components, checks it again.
  const parameters = new Map(spec.operations.flatMap((operation) => operation.parameters).map((place) => [placeKey(place), place]))
  for (const parameter of parameters.values()) yield* check(parameter, 'parameter')
}

function* checkOperation(operation: Place | undefined, { sources }: SpecDocument): Generator<Issue> {
  yield* check(operation, 'operation')
  const answers = entries(child(operation, 'responses')).filter(([status]) => !status.startsWith('x-'))
  const holders = [child(operation, 'requestBody'), ...answers.map(([, answer]) => answer)]
  for (const [index, written] of holders.entries()) {
    const holder = sources.deref(written)
    yield* check(holder, index === 0 ? 'requestBody' : 'response')
    for (const [, content] of entries(child(holder, 'content'))) yield* check(content, 'media')
  }
}

function* check(place: Place | undefined, kind: keyof typeof KEYS): Generator<Issue> {
  const known: readonly string[] = KEYS[kind]
  for (const [key, value] of entries(place)) {
    if (known.includes(key) || key.startsWith('x-')) continue
    const nearest = suggest(key, known)
    const hint = nearest === undefined ? 'keys of your own begin with `x-`' : `did you mean ${nearest}?`
    yield issueAt(value, { code: 'unknown-key', message: `OpenAPI has no ${key} here`, hint, at: 'key' })
  }
}
