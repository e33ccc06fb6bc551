import type { DialectTask } from '../dialect/dialect.gen.ts'
import { type RuleContext, ruleContext } from '../rules/rule-context.ts'
import { child, type PlainObject, textOf } from '../spec/place.ts'
import { SourceSet } from '../spec/source-set.ts'
import { openDocument, type SpecDocument, type SpecOperation } from '../spec/spec-document.ts'
import { proposeBalance, proposeUploads } from './account.ts'
import { findCancel, findRecent, findResult } from './beside-tasks.ts'
import { proposeErrors } from './errors.ts'
import { extendFields } from './extend-fields.ts'
import { type FoundTask, findTasks } from './find-tasks.ts'
import { nameOperations } from './named-operations.ts'
import { nameInPath, spokenMedia } from './operation-names.ts'
import { findOutputs } from './outputs.ts'
import type { Action, Note, Proposal } from './proposal.ts'
import { constantHeaders, idempotencyHeaders, proposeProvider, proposeSecurity, proposeServers, providerName } from './provider.ts'
import { findCost, findPoll, findReading } from './task-reading.ts'
import type { Media } from './words.ts'
import { overlayText } from './write-overlay.ts'

/** Proposes the overlay that makes a vendor's document one of the dialect, as far as the document shows how its tasks work. */
export function proposeOverlay(spec: SpecDocument): Proposal {
  const context = ruleContext(spec)
  const { tasks: found, aside } = findTasks(context)
  const all = found.map((task) => ({ task, ...describeTask(task, context) }))
  // Without state and file, nothing tells that it is a task.
  const described = all.filter(({ isPlausible }) => isPlausible)
  const tasks = described.map(({ task }) => task)
  const submits = tasks.flatMap((task) => task.submits.map(({ operation }) => operation))
  const used = [...submits, ...tasks.map(({ read }) => read.operation)]
  const headers = constantHeaders(used, spec)
  const cost = tasks.map(({ read }) => findCost(read.fields)).find((field) => field !== undefined)
  const provider = proposeProvider(spec, { headers, cost, idempotencyHeaders: idempotencyHeaders(submits) })
  const access = [proposeServers(spec), proposeSecurity(spec)]
  const errors = proposeErrors(used, context)
  const fields = extendFields(submits, context)
  const before = [...provider.actions, ...access.flatMap(({ actions }) => actions), ...errors.actions, ...described.map(({ action }) => action), ...fields]
  const taken = new Set<string>()
  const reserved = new Map<string, SpecOperation>()
  const operations = openWith(spec, before, (extended) => {
    // The same operations, with the extensions of their fields.
    const openedAt = new Map(extended.spec.operations.map((operation) => [operation.place.pointer, operation]))
    const pairs = described.flatMap(({ task, media }) =>
      task.submits.map((submit) => ({ kind: task.kind, media, submit: { ...submit, operation: openedAt.get(submit.operation.place.pointer) ?? submit.operation } })),
    )
    for (const { operation } of pairs.map(({ submit }) => submit)) {
      const name = nameInPath(operation)
      if (name !== undefined && !reserved.has(name)) reserved.set(name, operation)
    }
    return pairs.map(({ kind, media, submit }) => nameOperations(submit, { kind, media, headers, taken, reserved }, extended))
  })
  const balance = proposeBalance(context)
  return {
    title: providerName(spec).title,
    actions: [...before, ...operations, ...(balance === undefined ? [] : [balance]), ...proposeUploads(context, taken)],
    questions: [
      ...(tasks.length === 0 ? ['Which request starts a task, and which reads it? None was recognised: write x-tasks and x-operations by hand.'] : []),
      ...access.flatMap(({ questions }) => questions),
      ...described.flatMap(({ questions }) => questions),
      ...provider.questions,
      ...(submits.length === 0 ? [] : ['What does each operation cost? Without `price`, its price counts as not published, and a run asks before it pays.', 'Does a task that fails cost anything?']),
      ...errors.questions,
      ...webhookQuestions(submits),
      ...(aside.length === 0 ? [] : [`Do these start tasks too? No read was found for them: ${aside.slice(0, 12).map(({ method, path }) => `${method} ${path}`).join(', ')}${aside.length > 12 ? ', ...' : ''}`]),
    ],
  }
}

/** The document with the fields' extensions, so that examples fit them. */
function openWith<Result>(spec: SpecDocument, actions: readonly Action[], use: (context: RuleContext) => Result): Result {
  const { main } = spec.sources
  const text = overlayText({ title: '', actions, questions: [] })
  const sources = new SourceSet(main, { overlay: { name: 'overlay', text } })
  return use(ruleContext(openDocument(sources.main.value === undefined ? spec.sources : sources)))
}

type Described = {
  readonly action: Action
  readonly media: Media | undefined
  readonly isPlausible: boolean
  readonly questions: readonly string[]
}

/** The entry of `x-tasks` for a kind of task. */
function describeTask(task: FoundTask, context: RuleContext): Described {
  const { kind, read, parameter, state, submits } = task
  const spoken = mostSpoken(task)
  const own = findOutputs(read.fields, spoken)
  const result = own === undefined || own.confidence === 'low' ? findResult(task, spoken, context) : undefined
  const outputs = result === undefined ? own : 'result' in result ? result.found : result
  const reading = findReading(read.fields)
  const cancel = findCancel(task, context)
  const recent = findRecent(task, context)
  const poll = findPoll(read.operation.place, context.spec)
  const ids = [...new Set(submits.map(({ id }) => `$response.body#${id.pointer}`))]
  const names = Object.keys(outputs?.outputs ?? {})
  const whenFile = names.length > 0 && result === undefined ? [{ at: outputs?.outputs[names[0] ?? '']?.from ?? '', present: true, is: 'succeeded' as const }] : []
  const entry: DialectTask = {
    id: ids.length === 1 ? (ids[0] ?? '') : ids,
    read: { operation: textOf(read.operation.operationId), id: `$request.${parameter.in}.${parameter.name}` },
    state: state === undefined ? { rules: whenFile } : { ...(state.raw === undefined ? {} : { raw: state.raw }), rules: state.rules },
    ...reading.parts,
    outputs: result !== undefined && 'result' in result ? {} : (outputs?.outputs ?? {}),
    ...(result !== undefined && 'result' in result ? { result: result.result } : {}),
    ...(cancel === undefined ? {} : { cancel: cancel.part }),
    ...(recent === undefined ? {} : { recent: recent.part }),
    ...(poll === undefined ? {} : { poll }),
  }
  const below = (at: string): string => `/x-tasks/${kind}${at}`
  const sure = submits.map(({ confidence }) => confidence)
  const pair = sure.includes('low') ? 'low' : sure.includes('medium') ? 'medium' : 'high'
  const starts = submits.map(({ operation }) => `${operation.method} ${operation.path}`)
  const notes: Note[] = [
    { at: below(''), confidence: pair, why: `started by ${starts.slice(0, 4).join(', ')}${starts.length > 4 ? ` and ${starts.length - 4} more` : ''}, read by GET ${read.operation.path}` },
    { at: below('/state'), confidence: state?.confidence ?? 'low', why: state?.why ?? 'no state was recognised: a task has succeeded when the file is there' },
    ...reading.notes.map((note) => ({ ...note, at: below(note.at) })),
    ...(outputs === undefined ? [] : [{ at: below(result !== undefined && 'result' in result ? '/result' : '/outputs'), confidence: outputs.confidence, why: outputs.why }]),
    ...(cancel === undefined ? [] : [{ at: below('/cancel'), ...cancel.note }]),
    ...(recent === undefined ? [] : [{ at: below('/recent'), ...recent.note }]),
    ...(poll === undefined ? [] : [{ at: below('/poll'), confidence: 'high' as const, why: 'x-speakeasy-polling' }]),
  ]
  const main = Object.values(outputs?.outputs ?? {})[0]?.type
  return {
    action: { target: '$', update: { 'x-tasks': { [kind]: entry } as PlainObject }, notes },
    media: spoken ?? (outputs?.confidence !== 'low' && (main === 'video' || main === 'image' || main === 'audio') ? main : undefined),
    isPlausible: outputs !== undefined || state?.rules.some((rule) => rule.is === 'succeeded') === true,
    questions: [
      ...(outputs === undefined ? [`Where is the file of a task of kind ${kind}? Name it in x-tasks.${kind}.outputs.`] : []),
      ...(state === undefined ? [`How does the read of ${kind} say that a task has failed? Add rules to x-tasks.${kind}.state.`] : []),
      ...(state === undefined || state.unknown.length === 0 ? [] : [`What do these states of ${kind} mean? Without a rule they count as running: ${state.unknown.slice(0, 20).join(', ')}`]),
      ...(state?.confidence === 'low' ? [`Which words does the state of ${kind} have? Those in the overlay are the usual ones.`] : []),
    ],
  }
}

/** The kind of file that most submissions of a task speak of. */
function mostSpoken({ submits, read }: FoundTask): Media | undefined {
  const all = [...submits.map(({ operation }) => spokenMedia(operation)), spokenMedia(read.operation)].filter((media) => media !== undefined)
  return (['video', 'image', 'audio'] as const).toSorted((a, b) => all.filter((one) => one === b).length - all.filter((one) => one === a).length).find((media) => all.includes(media))
}

function webhookQuestions(submits: FoundTask['read']['operation'][]): string[] {
  const named = submits.some((operation) => child(operation.place, 'callbacks') !== undefined)
  return named ? ['Deliveries of webhooks are described as callbacks. To receive them, describe a webhook with x-webhook, and name its field as webhook_field.'] : []
}
