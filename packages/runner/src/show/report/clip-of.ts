import { defined } from '@shotlist/codegen/defined'
import type { Attempt, Clip, ClipFile, ClipState, Money, Problem, Span } from '@shotlist/review'
import { commandLine } from '../../errors/command-line.ts'
import { stableUrl } from '../../job/fingerprint.ts'
import { allFiles, type PlacedFile } from '../../job/job-state.ts'
import { pathFor } from '../../plan/outputs/output-names.ts'
import type { JobInstance } from '../../plan/plan.ts'
import { isRecordedFile } from '../../run/job/sending/file-contents.ts'
import { fromLockEntry } from '../../run/lockfile/lock-entry.ts'
import { groupOf } from '../../run/prepare/picks.ts'
import type { JobEvent } from '../../run/run-event.ts'
import type { AttemptRecord, JobRecord } from '../../store/journal/records.ts'
import { renderedAs } from '../../store/kept-picks.ts'
import { brief, visible } from '../text/visible.ts'
import { type ClipFacts, clipState } from './clip-state.ts'
import type { ReportSources } from './report-sources.ts'
import { spentOn } from './spent-on.ts'

export type ClipOptions = {
  readonly sources: ReportSources
  readonly srcOf: (path: string, sha256: string) => string
  readonly lastEvent: JobEvent | undefined
  readonly timeline: Readonly<Record<string, readonly Span[]>>
  /** The picked take of each group. */
  readonly picks: Readonly<Record<string, string>>
  /** Ids of takes that are picked automatically: the first that succeeds. */
  readonly automatic: ReadonlySet<string>
  /** The arguments of the command that continues the run: `run launch.yaml`. */
  readonly words: readonly string[]
}

/** One clip, as the page shows it. */
export function clipOf(instance: JobInstance, { sources, srcOf, lastEvent, timeline, words, picks, automatic }: ClipOptions): Clip {
  const { id, job, take, provider, operation, tags, needs, price, output } = instance
  const record = sources.jobs.get(id)
  const lock = sources.lockfile.jobs[id]
  const attempts = sources.attempts.get(id) ?? []
  const rendered = renderedFiles({ record, lock })
  const paths = output === undefined ? [] : rendered.length === 0 ? [output] : rendered.map((file) => pathFor(output, file))
  const isPresent = paths.every((path) => sources.present.has(path))
  const known = { record, lock, lastEvent, isRunning: sources.isRunning, isPresent }
  const state = clipState(known)
  const problem = problemOf(instance, { record, lastEvent, state, words, awaits: awaitedPick(instance, { sources, picks, automatic }) })
  const sent = attempts.findLast(({ request }) => request !== undefined)?.request ?? lock?.request
  const request = shownRequest(sent ?? instance.with)
  const [file, ...others] = isPresent ? rendered.map((one) => clipFile(one, srcOf)) : []
  const { prompt, seed } = request
  const taskId = record !== undefined && 'taskId' in record.state ? record.state.taskId : lock?.task_id
  const key = record !== undefined && 'key' in record.state ? record.state.key : lock?.key
  return {
    id,
    job,
    axes: axesOf(instance),
    ...(take !== undefined && { take, group: groupOf(instance) }),
    provider,
    operation,
    tags,
    needs,
    state,
    ...defined({ problem, prompt: typeof prompt === 'string' ? prompt : undefined, seed: typeof seed === 'number' ? seed : undefined }),
    request,
    price: moneyOf(price),
    spent: spentOn({ attempts, lock, price, usd: sources.plan.providers[provider]?.model.table.money.usd }),
    ...defined({ taskId, key, file, others: others.length === 0 ? undefined : others }),
    attempts: attempts.map(reportedAttempt),
    timeline,
  }
}

function moneyOf({ credits: amount, usd, range }: JobInstance['price']): Money {
  if (range === undefined) return defined({ amount, usd })
  const { least, most } = range
  return {
    amount: least.credits,
    ...defined({ usd: least.usd }),
    most: { amount: most.credits, ...defined({ usd: most.usd }) },
  }
}

function reportedAttempt({ number, key, state, taskId, charged, estimated, failure, intendedAt, endedAt }: AttemptRecord): Attempt {
  const paid = charged ?? (state === 'succeeded' || failure?.billable === true ? estimated : undefined)
  return {
    number,
    key,
    state,
    ...defined({ taskId, charged: paid, failure: failure?.message }),
    atMs: Date.parse(intendedAt),
    ...defined({ endedMs: endedAt === undefined ? undefined : Date.parse(endedAt) }),
  }
}

/** The cell of a clip, with its row named as in its id: `{ ratio: '16:9', row: 'AUR-500' }`. */
export function axesOf({ id, matrix, row }: JobInstance): Record<string, string> {
  const axes = Object.fromEntries(Object.entries(matrix).map(([axis, value]) => [axis, String(value)]))
  const name = row === undefined ? undefined : /[[,]row=([^,\]]*)/.exec(id)?.[1]
  return name === undefined
    ? axes
    : { ...axes, row: name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) }
}

/** The files of a clip, by the journal, otherwise by the lockfile. */
function renderedFiles({ record, lock }: Pick<ClipFacts, 'record' | 'lock'>): readonly PlacedFile[] {
  if (record === undefined) return lock === undefined ? [] : allFiles(fromLockEntry(lock).state)
  return record.state.phase === 'done' ? allFiles(record.state) : []
}

function clipFile({ path, sha256, bytes, width, height, seconds }: PlacedFile, srcOf: ClipOptions['srcOf']): ClipFile {
  return { src: srcOf(path, sha256), path, sha256, bytes, ...defined({ width, height, seconds }) }
}

/** A request for people: files by name, outputs of other jobs by reference, URLs without their signatures, which give access. */
export function shownRequest(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).map(([field, value]) => [field, shown(value)]))
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return stableUrl(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  if ('$file' in value) return value.$file
  if (isRecordedFile(value)) return `sha256:${value.sha256}`
  if ('$url' in value) return stableUrl(String(value.$url))
  if ('$output' in value) return reference(value.$output)
  if ('$text' in value && Array.isArray(value.$text)) return value.$text.map((part) => String(shown(part))).join('')
  return shownRequest(value as Record<string, unknown>)
}

function reference(output: unknown): string {
  const { instance, name } = output as { readonly instance: string; readonly name: string }
  return `\${{ jobs.${instance}.outputs.${name} }}`
}

/**
 * The group of takes that a job waits for: its takes are rendered, and none is picked. Undefined while takes are not rendered yet, or if
 * one is picked automatically.
 *
 * @param automatic ids of takes that are picked automatically
 */
function awaitedPick(
  { picks: groups }: JobInstance,
  { sources, picks, automatic }: { sources: ReportSources; picks: Readonly<Record<string, string>>; automatic: ReadonlySet<string> },
): string | undefined {
  return groups.find(
    ({ id, candidates }) =>
      !Object.hasOwn(picks, id) &&
      candidates.every((take) => !automatic.has(take) && hasEnded(take, sources)) &&
      candidates.some((take) => isDone(take, sources)),
  )?.id
}

function isDone(take: string, { jobs, lockfile }: ReportSources): boolean {
  return renderedAs({ record: jobs.get(take), entry: lockfile.jobs[take] }) !== undefined
}

function hasEnded(take: string, sources: ReportSources): boolean {
  return isDone(take, sources) || ['failed', 'uncertain'].includes(sources.jobs.get(take)?.state.phase ?? '')
}

type Options = {
  readonly record: JobRecord | undefined
  readonly lastEvent: JobEvent | undefined
  readonly state: ClipState
  readonly words: readonly string[]
  /** The group of takes from which one must be picked first. */
  readonly awaits: string | undefined
}

/** Why a clip does not exist, and the commands that help; undefined if nothing is wrong. */
function problemOf({ id }: JobInstance, { record, lastEvent, state, words, awaits }: Options): Problem | undefined {
  const again = commandLine([...words, '--only', id])
  if (state === 'missing') return { message: 'It was rendered, but its file is no longer in the output folder.', commands: [again] }
  if (state === 'uncertain' && record?.state.phase === 'uncertain') {
    const [, ...manifest] = words
    const settle = (...how: string[]) => commandLine(['resolve', id, ...manifest, ...how])
    const commands = record.state.hasSucceeded ? [again, commandLine([...words, '--force', id])] : [settle(), settle('--task-id', 'ID')]
    return { ...factsOf(record.state.failure), commands }
  }
  if (state === 'failed') {
    if (record?.state.phase === 'failed') return { ...factsOf(record.state.failure), commands: [again] }
    if (lastEvent?.event === 'job.failed') return { ...factsOf(lastEvent), commands: [again] }
  }
  if (state !== 'blocked' && state !== 'waiting' && state !== 'planned') return undefined
  if (awaits !== undefined) return { class: 'pick', message: `waits for a take of ${awaits} to be picked`, awaits, commands: [] }
  if (lastEvent?.event !== 'job.blocked') return undefined
  if (lastEvent.reason === 'pick')
    return { message: 'The take it waited for is picked: the next run continues with it.', commands: [commandLine(words)] }
  return { class: lastEvent.reason, message: brief(lastEvent.message), commands: [] }
}

function factsOf(failure: { readonly class: string; readonly code: string; readonly message: string; readonly hint?: string }) {
  return {
    class: failure.class,
    code: visible(failure.code),
    message: brief(failure.message),
    ...defined({ hint: failure.hint === undefined ? undefined : visible(failure.hint) }),
  }
}
