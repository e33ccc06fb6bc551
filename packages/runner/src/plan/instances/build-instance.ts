import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { RETRIES, WAITS } from '../../errors/retries.ts'
import { BROKEN } from '../../manifest/expressions/evaluate-value.ts'
import type { OutputProblem, OutputReference } from '../../manifest/expressions/expression.ts'
import type { Defaults, RetrySettings } from '../../manifest/manifest.ts'
import { cellScope } from '../cells/drop-cells.ts'
import { placeOutput } from '../outputs/place-output.ts'
import type { JobInstance, PickGroup, Value } from '../plan.ts'
import { checkRequest } from '../request/check-request.ts'
import { evaluateFields } from '../request/evaluate-fields.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import { inRow } from './in-row.ts'
import { type ExpandedJob, type InstanceContext, idsOfCell, MAX_DEPENDENCIES } from './instance-context.ts'
import { priceInstance } from './price-instance.ts'

type Which = { readonly cell: number; readonly take: number | undefined }

/** Builds one instance of a job and reports its mistakes. Returns `undefined` if its operation is unknown. */
export function buildInstance(job: ExpandedJob, which: Which, given: InstanceContext): JobInstance | undefined {
  const cell = job.cells.list[which.cell]
  if (cell === undefined) return undefined
  const context = cell.place === undefined ? given : { ...given, issues: inRow(given.issues, cell.place) }
  const group = `${job.declaration.id}${cell.suffix}`
  const id = which.take === undefined ? group : `${group}#${which.take}`
  const needs = new Set<string>()
  const picks = new Map<string, PickGroup>()
  const resolve = (source: string, name: string, item?: string): OutputReference | OutputProblem =>
    resolveReference(source, { name, item }, { from: { job, ...which }, jobs: context.jobs, ids: context.ids, into: { needs, picks } })
  const scope = { ...cellScope(job.declaration, cell, context.scope), ...defined({ take: which.take }) }

  const request = evaluateFields(job, {
    scope: { ...scope, jobs: { resolveReference: resolve }, isRequest: true },
    seed: { group, take: which.take },
    context,
  })
  const outputPath = placeOutput(job, { id, cell, take: which.take, scope, context })
  if (job.used === undefined) return undefined
  checkRequest(request, { instance: id, job: job.declaration, used: job.used, fields: job.fields, issues: context.issues })
  return {
    id,
    job: job.declaration.id,
    matrix: cell.matrix,
    ...defined({ row: cell.row, take: which.take }),
    provider: job.used.provider,
    operation: job.used.operation.name,
    with: request as Readonly<Record<string, Value>>,
    ...defined({ output: outputPath }),
    needs: allNeeds(job, { cell: which.cell, references: needs, context }),
    picks: [...picks.values()],
    ...policyOf(job, job.used, context.defaults),
    tags: job.declaration.tags,
    price: priceInstance(request, { money: job.used.model.table.money, table: job.used.table }),
    at: context.issues.source.position(job.declaration.place.start),
  }
}

/**
 * The instances that this one depends on, by reference and by `needs`. Instances without references share one list; the total size of all
 * other lists is limited.
 */
function allNeeds(
  job: ExpandedJob,
  { cell, references, context }: { cell: number; references: ReadonlySet<string>; context: InstanceContext },
): readonly string[] {
  const others = listNeeds(job, cell, context)
  if (references.size === 0) return others
  if (others.length === 0) return [...references]
  context.room.dependencies -= others.length
  if (context.room.dependencies >= 0) return [...new Set([...references, ...others])]
  context.issues.add(job.declaration.place, {
    code: 'too-many',
    message: `\`${job.declaration.id}\` brings the dependencies between clips above the limit of ${MAX_DEPENDENCIES.toLocaleString('en')}`,
    hint: 'Let one job need the others, and let this job need that one.',
  })
  return []
}

function policyOf(
  { declaration }: ExpandedJob,
  { model, table }: UsedOperation,
  defaults: Defaults,
): Pick<JobInstance, 'pick' | 'retries' | 'retryOn' | 'timeoutMs'> {
  const retryOn = declaration.retryOn ?? defaults.retryOn
  const deadlineMs = table.starts === undefined ? undefined : model.table.tasks[table.starts]?.poll.deadlineMs
  return {
    ...defined({ pick: declaration.pick }),
    retries: resolveRetries(declaration.retries, defaults.retries),
    ...defined({ retryOn }),
    timeoutMs: declaration.timeoutMs ?? defaults.timeoutMs ?? deadlineMs ?? WAITS.job,
  }
}

/** A job's number replaces the defaults. A job's classes are merged into those of `defaults`. */
function resolveRetries(own: RetrySettings | undefined, defaults: RetrySettings = {}): JobInstance['retries'] {
  const others = own?.others ?? defaults.others ?? RETRIES.job
  const classes = own?.others === undefined ? { ...defaults.classes, ...own?.classes } : {}
  return { others, ...defined({ classes: Object.keys(classes).length > 0 ? classes : undefined }) }
}

/**
 * The instances that `needs` makes one instance wait for: those of the same cell if the jobs share cells, otherwise all of the other job.
 */
function listNeeds(job: ExpandedJob, cell: number, { jobs, issues }: InstanceContext): readonly string[] {
  // A single list is returned as it is, because ten thousand instances may share it.
  const lists = job.declaration.needs.flatMap(({ text, place }) => {
    const other = jobs.get(text)
    if (other === undefined) return []
    const isTwin = other.cells.root === job.cells.root
    const problem = droppedProblem(other, isTwin ? cell : undefined, job)
    if (problem !== undefined) issues.add(place, { ...problem, message: problem.problem })
    return [isTwin ? idsOfCell(`${text}${other.cells.list[cell]?.suffix ?? ''}`, other.takes) : other.instances]
  })
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat()
}

/** The problem with a reference to a cell that `if` drops, or, without a cell, to a job of which it drops all. */
function droppedProblem({ declaration: { id }, dropped, instances }: ExpandedJob, cell: number | undefined, from: ExpandedJob) {
  const gone = cell === undefined ? (instances.length === 0 ? dropped.values().next().value : undefined) : dropped.get(cell)
  if (gone === undefined) return undefined
  const isAll = instances.length === 0
  return {
    code: 'dropped-cell',
    problem: `\`${isAll ? id : gone.id}\` makes no clip: line ${gone.at.line} drops it with \`if: ${gone.if}\``,
    hint: `Give \`${from.declaration.id}\` an \`if\` that is false there too.`,
  }
}

/** The instance that a reference is in: its job, cell and take. */
type Referrer = { readonly job: ExpandedJob; readonly cell: number; readonly take: number | undefined }

/** The dependencies of an instance, collected while its expressions are evaluated. */
type Dependencies = { readonly needs: Set<string>; readonly picks: Map<string, PickGroup> }

/** Resolves an output of another job for one instance: from the corresponding cell and take, otherwise from the only one. */
function resolveReference(
  id: string,
  { name, item }: { readonly name: string; readonly item: string | undefined },
  { from, jobs, ids, into }: { from: Referrer; jobs: ReadonlyMap<string, ExpandedJob>; ids: readonly string[]; into: Dependencies },
): OutputReference | OutputProblem {
  const source = jobs.get(id)
  if (source === undefined) {
    // A job of a cycle has not been expanded; the cycle has been reported.
    if (ids.includes(id)) return BROKEN
    return {
      code: 'unknown-job',
      problem: `there is no job \`${id}\``,
      suggestion: suggest(id, ids),
      hint: `Jobs are ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', ...' : ''}.`,
    }
  }
  const { used } = source
  if (used === undefined) return BROKEN
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
  if (rule.body === true)
    return {
      code: 'unknown-output',
      problem: `\`${id}\` has no address for its \`${name}\`, which is the file itself`,
      hint: 'No request can name it: write its path, after it is rendered.',
    }
  if (rule.type === 'id' && from.job.used !== undefined && from.job.used.provider !== used.provider)
    return {
      code: 'other-provider',
      problem: `\`${id}\` runs at ${used.provider}; ${from.job.used.provider} does not know its \`${name}\``,
      hint: `Ids are valid only at their provider: use ${used.provider}/${from.job.used.operation.name}, or refer to an output that is a URL.`,
    }
  const badItem = item === undefined ? undefined : itemProblem(item, { id, name, isList: rule.list === true })
  if (badItem !== undefined) return badItem
  const cell = matchingCell(source, from)
  if (typeof cell !== 'number') return cell
  const instance = sourceOf(source, { cell, from, into })
  if (item !== undefined) return { $output: { instance, name: `${name}[${item}]` } }
  return { $output: { instance, name, ...defined({ list: rule.list }) } }
}

/** The problem with a reference to an item of an output; undefined if there is none. */
function itemProblem(item: string, { id, name, isList }: { id: string; name: string; isList: boolean }): OutputProblem | undefined {
  if (!isList)
    return {
      code: 'unknown-output',
      problem: `\`${name}\` of \`${id}\` has no parts: it is one value`,
      suggestion: `jobs.${id}.outputs.${name}`,
    }
  if (/^(0|[1-9]\d*)$/.test(item)) return undefined
  return {
    code: 'unknown-output',
    problem: `\`${name}\` of \`${id}\` is a list, and its items have numbers`,
    hint: `The first is \`jobs.${id}.outputs.${name}[0]\`.`,
  }
}

function matchingCell(source: ExpandedJob, from: Referrer): number | OutputProblem | OutputReference {
  const isTwin = source.cells.root === from.job.cells.root
  const problem = droppedProblem(source, isTwin ? from.cell : undefined, from.job)
  if (problem !== undefined) return problem
  if (isTwin) return from.cell
  const count = source.cells.list.length - source.dropped.size
  if (count === 1) return [...source.cells.list.keys()].find((cell) => !source.dropped.has(cell)) ?? 0
  // The reason has been reported.
  if (count === 0) return BROKEN
  const id = source.declaration.id
  return {
    code: 'which-cell',
    problem: `\`${id}\` makes ${count} clips; this reference does not say which one it means`,
    hint: `Use its cells, one for one: \`matrix: \${{ jobs.${id}.matrix }}\`.`,
  }
}

/** The id of the instance, or of the group of takes, that a reference is to. */
function sourceOf(source: ExpandedJob, { cell, from, into }: { cell: number; from: Referrer; into: Dependencies }): string {
  const group = `${source.declaration.id}${source.cells.list[cell]?.suffix ?? ''}`
  const { takes } = source
  if (takes === undefined || takes.count === 1 || takes.root === from.job.takes?.root) {
    const take = takes === undefined ? undefined : takes.count === 1 ? 1 : from.take
    const instance = take === undefined ? group : `${group}#${take}`
    into.needs.add(instance)
    return instance
  }
  into.picks.set(group, { id: group, candidates: idsOfCell(group, takes) })
  return group
}
