import type { Issue } from '../../issues/issue.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

const BY_PLACE = {
  root: ['x-provider', 'x-errors', 'x-tasks'],
  operation: ['x-operations', 'x-webhook'],
  server: ['x-region'],
  components: ['x-prices'],
  scheme: ['x-key-prefix'],
  schema: ['x-upload', 'x-public-url', 'x-canonical', 'x-open-enum', 'x-message', 'x-mentions', 'x-span'],
} as const

type Where = keyof typeof BY_PLACE
const all = Object.values(BY_PLACE).flat()

/** No extension is a slip of one of the dialect's, or stands where it means nothing. Extensions of other dialects are left alone. */
export const extensionNames: Rule = function* ({ spec, schemas }) {
  yield* check(spec.root, 'root')
  const components = child(spec.root, 'components')
  if (components !== undefined) yield* check(components, 'components')
  for (const [, scheme] of entries(child(components, 'securitySchemes'))) yield* check(scheme, 'scheme')
  for (const server of items(child(spec.root, 'servers'))) yield* check(server, 'server')
  for (const [, item] of entries(child(spec.root, 'paths'))) {
    const place = spec.sources.deref(item)
    if (place !== undefined) yield* check(place, undefined)
  }
  const webhooks = entries(child(spec.root, 'webhooks')).flatMap(([, item]) =>
    entries(spec.sources.deref(item)).map(([, operation]) => operation),
  )
  for (const operation of [...spec.operations.map(({ place }) => place), ...webhooks]) yield* check(operation, 'operation')
  for (const schema of schemas) yield* check(schema, 'schema')
}

function* check(place: Place, where: Where | undefined): Generator<Issue> {
  const here: readonly string[] = where === undefined ? [] : BY_PLACE[where]
  for (const [name, extension] of entries(place)) {
    if (!name.startsWith('x-') || here.includes(name)) continue
    const home = (Object.keys(BY_PLACE) as Where[]).find((one) => (BY_PLACE[one] as readonly string[]).includes(name))
    if (home !== undefined) {
      yield issueAt(extension, {
        code: 'misplaced-extension',
        message: `${name} means nothing here`,
        hint: `it belongs to ${PLACES[home]}`,
        at: 'key',
      })
      continue
    }
    const nearest = suggest(name, all)
    if (nearest !== undefined) {
      yield issueAt(extension, {
        code: 'unknown-extension',
        message: `${name} is not an extension of the dialect`,
        hint: `did you mean ${nearest}?`,
        at: 'key',
      })
    }
  }
}

const PLACES: Readonly<Record<Where, string>> = {
  root: 'the root of the document',
  operation: 'an operation (a method of a path)',
  server: 'an entry of servers',
  components: 'components',
  scheme: 'an entry of components.securitySchemes',
  schema: 'a schema',
}
