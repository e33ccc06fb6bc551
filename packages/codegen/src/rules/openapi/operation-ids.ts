import { issueAt } from '../../spec/issue-at.ts'
import type { Place } from '../../spec/place.ts'
import { child } from '../../spec/place.ts'
import { positionOf } from '../../spec/position.ts'
import type { Rule } from '../rule.ts'

/** Every operation has an `operationId` of its own; a plain document may leave it out. */
export const operationIds: Rule = function* ({ spec, plain }) {
  const seen = new Map<string, Place>()
  for (const { place, method, path } of spec.operations) {
    const id = child(place, 'operationId')
    if (plain && (id === undefined || id.value === '')) continue
    if (id === undefined || typeof id.value !== 'string' || id.value === '') {
      yield issueAt(id ?? place, {
        code: 'missing-operation-id',
        message: `${method} ${path} has no operationId`,
        hint: 'give it one: types and tasks refer to it',
      })
      continue
    }
    const first = seen.get(id.value)
    if (first === undefined) {
      seen.set(id.value, id)
      continue
    }
    const { line, column } = positionOf(first.file, first.pointer)
    const hint = `the first is at ${first.file.name}:${line}:${column}; rename one of them`
    yield issueAt(id, { code: 'duplicate-operation-id', message: `the operationId ${id.value} is used twice`, hint })
  }
}
