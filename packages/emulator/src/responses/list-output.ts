import { type Candidates, namesItems } from '@shotlist/codegen'
import { chooseCandidate, clearPlace, type Draft, mayHave, readPlace, typedFor, writePlace } from './draft.ts'
import type { Json } from './json.ts'

/** The expression of the list whose items an expression names: `$response.body#/videos` of `$response.body#/videos/-/url`. */
function listOf(expression: string): string {
  const end = expression.search(/\/-(?=[/}]|$)/)
  return expression.slice(expression.lastIndexOf('$', end), end)
}

/** The number of items that the document's example has where an output is read; 0 if it has no such list. */
export function exampleCount(draft: Draft, from: Candidates): number {
  const lists = from.filter(namesItems).map((expression) => readPlace(draft, listOf(expression)))
  return lists.find((list) => Array.isArray(list))?.length ?? 0
}

/**
 * Writes a list so that reading the candidates returns these values. Other fields of an item are those of the example's first. Other candidates
 * are cleared.
 */
export function writeList(draft: Draft, from: Candidates, values: readonly Json[]): void {
  const lists = from.filter(namesItems)
  const chosen = chooseCandidate(draft, values.length === 1 ? from : lists)
  clearList(
    draft,
    from.filter((one) => one !== chosen),
  )
  if (!namesItems(chosen)) return writePlace(draft, chosen, typedFor(draft, chosen, values[0] ?? null))
  const list = listOf(chosen)
  if (!mayHave(draft, list)) return
  const found = readPlace(draft, list)
  const present: readonly Json[] = Array.isArray(found) ? found : []
  const items = values.map((_, index) => structuredClone(present[index] ?? present[0] ?? null))
  writePlace(draft, list, items)
  for (const [index, value] of values.entries()) {
    const place = chosen.replace(/\/-(?=[/}]|$)/, `/${index}`)
    writePlace(draft, place, typedFor(draft, place, value))
  }
}

/** Removes the lists that the candidates read. */
export function clearList(draft: Draft, from: Candidates): void {
  for (const expression of from) clearPlace(draft, namesItems(expression) ? listOf(expression) : expression)
}
