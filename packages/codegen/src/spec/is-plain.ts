import { child } from './place.ts'
import type { SpecDocument } from './spec-document.ts'

/** Whether a document has nothing of the dialect. One that has some of it, and no `x-provider`, is not plain: it is not finished. */
export function isPlain({ root, operations }: SpecDocument): boolean {
  if (['x-provider', 'x-tasks'].some((name) => child(root, name) !== undefined)) return false
  return operations.every(({ place }) => child(place, 'x-operations') === undefined)
}
