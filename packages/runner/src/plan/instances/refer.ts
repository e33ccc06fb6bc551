import { suggest } from '@shotlist/codegen/suggest'
import type { Deferred } from '../../manifest/expressions/deferred.ts'
import { broken } from '../../manifest/expressions/evaluate-value.ts'
import type { OutputProblem } from '../../manifest/expressions/scope.ts'
import type { PickGroup } from '../plan.ts'
import type { ExpandedJob } from './expanded-job.ts'

/** Who refers: the job, and which cell and take of it. */
export type Referrer = { readonly job: ExpandedJob; readonly cell: number; readonly take: number | undefined }

/** What an instance turns out to depend on, collected while its expressions are evaluated. */
export type Dependencies = { readonly needs: Set<string>; readonly picks: Map<string, PickGroup> }

/** An output of another job as seen from one instance: of the twin cell and take where they correspond, else of the only one there is. */
export function refer(
  id: string,
  name: string,
  { from, jobs, ids, into }: { from: Referrer; jobs: ReadonlyMap<string, ExpandedJob>; ids: readonly string[]; into: Dependencies },
): Deferred | OutputProblem {
  const source = jobs.get(id)
  if (source === undefined) {
    // A job that waits for this one in a circle has not been expanded; that has been noted.
    if (ids.includes(id)) return broken
    return {
      code: 'unknown-job',
      problem: `there is no job \`${id}\``,
      suggestion: suggest(id, ids),
      hint: `Jobs are ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', ...' : ''}.`,
    }
  }
  const { used } = source
  if (used === undefined) return broken
  const rule = Object.hasOwn(used.outputs, name) ? used.outputs[name] : undefined
  if (rule === undefined) {
    const names = Object.keys(used.outputs)
    return {
      code: 'unknown-output',
      problem: `\`${id}\` has no output \`${name}\``,
      suggestion: suggest(name, names),
      hint: `${used.provider}/${used.operation.name} has: ${names.join(', ')}.`,
    }
  }
  if (rule.type === 'id' && from.job.used !== undefined && from.job.used.provider !== used.provider)
    return {
      code: 'other-provider',
      problem: `\`${id}\` runs at ${used.provider}, and its \`${name}\` means nothing to ${from.job.used.provider}`,
      hint: `A chain stays with its provider: use ${used.provider}/${from.job.used.operation.name}, or hand on a URL.`,
    }
  const cell = twinCell(source, from)
  return typeof cell === 'number' ? pickTake(source, { cell, name, from, into }) : cell
}

function twinCell(source: ExpandedJob, from: Referrer): number | OutputProblem | Deferred {
  if (source.cells.root === from.job.cells.root) return from.cell
  const count = source.cells.list.length
  if (count === 1) return 0
  // Why there is none has been noted.
  if (count === 0) return broken
  const id = source.job.id
  return {
    code: 'which-cell',
    problem: `\`${id}\` makes ${count} clips, and this does not say which`,
    hint: `Take its cells, one for one: \`matrix: \${{ jobs.${id}.matrix }}\`.`,
  }
}

function pickTake(
  source: ExpandedJob,
  { cell, name, from, into }: { cell: number; name: string; from: Referrer; into: Dependencies },
): Deferred {
  const group = `${source.job.id}${source.cells.list[cell]?.suffix ?? ''}`
  const { takes } = source
  if (takes === undefined || takes.count === 1 || takes.root === from.job.takes?.root) {
    const take = takes === undefined ? undefined : takes.count === 1 ? 1 : from.take
    const instance = take === undefined ? group : `${group}#${take}`
    into.needs.add(instance)
    return { $output: { instance, name } }
  }
  into.picks.set(group, { id: group, candidates: Array.from({ length: takes.count }, (_, index) => `${group}#${index + 1}`) })
  return { $output: { instance: group, name } }
}
