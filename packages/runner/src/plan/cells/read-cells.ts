import { broken } from '../../manifest/expressions/evaluate-value.ts'
import type { Node } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'
import { isCellScalar } from './cell-scalar.ts'
import { evaluateIn, itemPlace, type MatrixContext } from './matrix-context.ts'

/** An entry of `include` or `exclude`, and where it stands. */
export type PlacedValues = { readonly values: Readonly<Record<string, CellScalar>>; readonly place: Node }

/** The entries of `include` or `exclude`. */
export function readCells(node: Node | undefined, what: string, context: MatrixContext): readonly PlacedValues[] {
  if (node === undefined) return []
  const list = evaluateIn(node, context)
  if (list === broken) return []
  if (!Array.isArray(list)) {
    const hint = 'Write `[{ ratio: "1:1", look: clay }]`, say.'
    context.issues.add(node, { code: 'wrong-type', message: `${what} must be a list of cells`, hint })
    return []
  }
  const cells: PlacedValues[] = []
  for (const [index, item] of list.entries()) {
    const place = itemPlace(node, index)
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      context.issues.add(place, { code: 'wrong-type', message: `an entry of ${what} must be a mapping of axes to values` })
    else if (Object.values(item).every((value) => isCellScalar(value, place, context.issues)))
      cells.push({ values: item as Record<string, CellScalar>, place })
  }
  return cells
}
