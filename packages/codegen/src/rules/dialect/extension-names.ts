import type { Issue } from '../../issues/issue.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'
import { dialectSchema, fieldExtensionNames } from './dialect-schema.ts'

type Where = 'root' | 'operation' | 'server' | 'components' | 'scheme' | 'schema'
type Known = Readonly<Record<Where, readonly string[]>>

/** Reports misspelt extensions of the dialect, and those in a place where they have no meaning. Extensions of other tools are allowed. */
export const extensionNames: Rule = function* ({ spec, schemas }) {
  const known: Known = {
    root: Object.keys(dialectSchema().properties),
    operation: ['x-operations', 'x-webhook'],
    server: ['x-region'],
    components: ['x-prices'],
    scheme: ['x-jwt', 'x-key-prefix'],
    schema: fieldExtensionNames(),
  }
  yield* check(spec.root, 'root', known)
  const components = child(spec.root, 'components')
  if (components !== undefined) yield* check(components, 'components', known)
  for (const [, scheme] of entries(child(components, 'securitySchemes'))) yield* check(scheme, 'scheme', known)
  for (const server of items(child(spec.root, 'servers'))) yield* check(server, 'server', known)
  for (const [, item] of entries(child(spec.root, 'paths'))) {
    const place = spec.sources.deref(item)
    if (place !== undefined) yield* check(place, undefined, known)
  }
  const webhooks = entries(child(spec.root, 'webhooks')).flatMap(([, item]) =>
    entries(spec.sources.deref(item)).map(([, operation]) => operation),
  )
  for (const operation of [...spec.operations.map(({ place }) => place), ...webhooks]) yield* check(operation, 'operation', known)
  for (const schema of schemas) yield* check(schema, 'schema', known)
}

function* check(place: Place, where: Where | undefined, known: Known): Generator<Issue> {
  const here = where === undefined ? [] : known[where]
  for (const [name, extension] of entries(place)) {
    if (!name.startsWith('x-') || here.includes(name)) continue
    const home = (Object.keys(known) as Where[]).find((one) => known[one].includes(name))
    if (home !== undefined) {
      yield issueAt(extension, {
        code: 'misplaced-extension',
        message: `${name} has no meaning here`,
        hint: `it belongs to ${PLACES[home]}`,
        at: 'key',
      })
      continue
    }
    const nearest = suggest(name, Object.values(known).flat())
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
