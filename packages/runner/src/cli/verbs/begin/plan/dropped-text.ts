import { hanging } from '@shotlist/codegen/text'
import { count } from '../../../../errors/amounts.ts'
import type { DroppedCell } from '../../../../plan/plan.ts'
import type { Paint } from '../../../../show/text/output.ts'
import { visible } from '../../../../show/text/visible.ts'

type Options = { readonly paint: Paint; readonly columns: number | undefined; readonly explain: boolean }

/** How many cells `if` drops, by job; and each of them with the reason if they are to be explained. Empty if there are none. */
export function droppedText(dropped: readonly DroppedCell[], { paint, columns, explain }: Options): string {
  if (dropped.length === 0) return ''
  const jobs = [...Map.groupBy(dropped, ({ job }) => job)].map(([job, cells]) => `${cells.length} of ${job}`).join(', ')
  const more = explain ? '' : '; `--explain` says why'
  const head = `${count(dropped.length, 'cell')} dropped by \`if\`: ${jobs}${more}`
  const lines = explain ? dropped.map((cell) => hanging('  ', visible(reasonOf(cell)), columns)) : []
  return [hanging(`${paint('yellow', 'note')}: `, visible(head), columns), ...lines].map((line) => `${line}\n`).join('')
}

function reasonOf({ id, if: condition, values, at }: DroppedCell): string {
  const known = Object.entries(values).map(([name, value]) => `${name} is ${shown(value)}`)
  return `${id}: line ${at.line} says \`${condition}\`${known.length === 0 ? '' : `, and ${known.join(', ')}`}`
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? 'nothing')
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
