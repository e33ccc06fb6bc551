import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items } from '../../spec/place.ts'
import type { Rule } from '../rule.ts'
import { shapeIssues } from './shape-issues.ts'

/** The extensions of root and operations have the shape the dialect's schema gives them. */
export const dialectShapes: Rule = function* ({ spec }) {
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
