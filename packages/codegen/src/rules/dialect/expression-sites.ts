import { child, entries, items, type Place } from '../../spec/place.ts'
import type { SpecDocument } from '../../spec/spec-document.ts'

/** A place where an expression stands, and what it is read against. */
export type ExpressionSite = {
  readonly place: Place
  /** `answer`: reads an answer; `request`: names a place in a request; `delivery`: reads a webhook's body. */
  readonly side: 'answer' | 'delivery' | 'request'
  /** The operationId whose request or answer it is, where that is one. */
  readonly operation: string | undefined
}

type Read = { readonly side: ExpressionSite['side']; readonly operation?: string | undefined }

/** Every expression of a document. */
export function* expressionSites(spec: SpecDocument): Generator<ExpressionSite> {
  yield* errorSites(child(spec.root, 'x-errors'))
  for (const [, task] of entries(child(spec.root, 'x-tasks'))) yield* taskSites(task)
  for (const { place, operationId } of spec.operations) {
    for (const entry of items(child(place, 'x-operations'))) yield* operationSites(entry, operationId)
  }
  for (const [, item] of entries(child(spec.root, 'webhooks'))) {
    for (const [, operation] of entries(spec.sources.deref(item))) yield* at(child(operation, 'x-webhook'), ['id'], { side: 'delivery' })
  }
}

/** One expression or a list of candidates, under each of the keys. */
function* at(parent: Place | undefined, keys: readonly string[], { side, operation }: Read): Generator<ExpressionSite> {
  for (const key of keys) {
    const written = child(parent, key)
    if (written === undefined) continue
    for (const place of Array.isArray(written.value) ? items(written) : [written]) yield { place, side, operation }
  }
}

function* errorSites(errors: Place | undefined): Generator<ExpressionSite> {
  yield* at(errors, ['code', 'message', 'trace'], { side: 'answer' })
  for (const key of ['ok', 'failed']) yield* at(child(child(errors, 'envelope'), key), ['at'], { side: 'answer' })
}

function* taskSites(task: Place): Generator<ExpressionSite> {
  const read = child(task, 'read')
  const ofRead: Read = { side: 'answer', operation: operationOf(read) }
  yield* at(task, ['id', 'charged'], { side: 'answer' })
  yield* at(read, ['id'], { side: 'request', operation: operationOf(read) })
  yield* at(child(task, 'read_many'), ['ids'], { side: 'request', operation: operationOf(child(task, 'read_many')) })
  for (const key of ['read_many', 'recent']) {
    yield* at(child(task, key), ['items'], { side: 'answer', operation: operationOf(child(task, key)) })
    // These are read against an item, which stands for a body of its own.
    yield* at(child(task, key), ['item_id', 'request', 'created_at'], { side: 'answer' })
  }
  yield* at(child(task, 'state'), ['raw'], ofRead)
  for (const rule of items(child(child(task, 'state'), 'rules'))) yield* at(rule, ['at'], ofRead)
  yield* at(child(task, 'failure'), ['code', 'message'], ofRead)
  for (const [, output] of entries(child(task, 'outputs'))) yield* at(output, ['from'], ofRead)
  yield* at(task, ['credits'], ofRead)
}

function* operationSites(entry: Place, operationId: string | undefined): Generator<ExpressionSite> {
  const read: Read = { side: 'answer', operation: operationId }
  for (const [, output] of entries(child(entry, 'outputs'))) yield* at(output, ['from'], read)
  yield* at(child(entry, 'balance'), ['sum'], read)
}

function operationOf(reading: Place | undefined): string | undefined {
  const operation = child(reading, 'operation')?.value
  return typeof operation === 'string' ? operation : undefined
}
