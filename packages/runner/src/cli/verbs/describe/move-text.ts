import { stringify } from 'yaml'
import { type FieldMove, moveFields } from '../../../plan/move/move-fields.ts'
import type { MovedRequest } from '../../../plan/move/move-request.ts'
import type { Side } from '../../../plan/move/side.ts'
import { alignColumns } from '../../../show/text/columns.ts'
import { bullets, section } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** What becomes of an operation's fields at another provider, for a person. */
export function moveFieldsText(from: Side, to: Side, options: TextOptions): string {
  const moves = moveFields(from, to)
  const gone = moves.filter((move) => move.to.length === 0).map((move) => move.from)
  return [
    headline(from, to, options),
    section(
      'Moves',
      alignColumns(
        moves.filter((move) => move.to.length > 0).map((move) => row(move, options)),
        { indent: 2, columns: options.columns },
      ),
      options,
    ),
    section('Stays behind', bullets(gone.length === 0 ? [] : [gone.join(', ')], options), options),
  ].join('')
}

/** What becomes of one request, for a person: the new `with`, ready to be copied, and what does not come along. */
export function movedText(from: Side, to: Side, { moved, options }: { moved: MovedRequest; options: TextOptions }): string {
  const yaml = stringify({ uses: `${to.provider}/${to.operation}`, with: moved.with }, { lineWidth: 100, version: '1.1' })
  const notes = moved.moved.flatMap(({ to: name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
  return [
    headline(from, to, options),
    `\n${yaml}`,
    section(
      'Stays behind',
      bullets(
        moved.left.map(({ from: name, why }) => `${name}: ${why}`),
        options,
      ),
      options,
    ),
    section('Mind', bullets(notes, options), options),
    section('To be mended', bullets(moved.problems, options), options),
  ].join('')
}

function headline(from: Side, to: Side, { paint }: TextOptions): string {
  return `${paint('bold', `${from.provider}/${from.operation} -> ${to.provider}/${to.operation}`)}\n`
}

function row({ from, to, lost, note }: FieldMove, { paint }: TextOptions): readonly string[] {
  const remarks = [...(note === undefined ? [] : [note]), ...(lost.length === 0 ? [] : [`not offered there: ${listValues(lost)}`])]
  return [paint('cyan', from), to.join(', '), paint('dim', remarks.join('; '))]
}

/** `1 to 4, 6, 7, 9 to 15`. */
function listValues(values: readonly unknown[]): string {
  const runs: unknown[][] = []
  for (const value of values) {
    const run = runs.at(-1)
    if (run !== undefined && typeof value === 'number' && value === Number(run.at(-1)) + 1) run.push(value)
    else runs.push([value])
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${String(run[0])} to ${String(run.at(-1))}`] : run.map(String))).join(', ')
}
