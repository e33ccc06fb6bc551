import { textOf } from '../spec/place.ts'
import { derivedId, type SpecDocument } from '../spec/spec-document.ts'
import { jsonPath } from './json-path.ts'
import type { Action } from './proposal.ts'

/** Actions that give operations an id of their own if several have the same. */
export function uniqueIds({ operations, root }: SpecDocument): Action[] {
  const seen = new Set<string>()
  return operations.flatMap(({ operationId, method, path, place }): Action[] => {
    const id = textOf(operationId)
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    const own = derivedId(method, path)
    seen.add(own)
    const notes = [{ at: '', confidence: 'high' as const, why: `a mistake of the document: several operations have the id ${id}` }]
    return [{ target: jsonPath(place.pointer, root.value), update: { operationId: own }, notes }]
  })
}
