import { type RuleContext, ruleContext } from '../rules/rule-context.ts'
import { child } from '../spec/place.ts'
import { SourceSet } from '../spec/source-set.ts'
import { openDocument, type SpecDocument, type SpecOperation } from '../spec/spec-document.ts'
import { countOf } from '../text/count-of.ts'
import type { Action, Proposal } from './proposal.ts'
import { proposeSecurity, proposeServers } from './provider/access.ts'
import { proposeBalance, proposeUploads } from './provider/account.ts'
import { proposeErrors } from './provider/errors.ts'
import { constantHeaders, idempotencyHeaders, proposeProvider, providerName } from './provider/provider.ts'
import { extendFields } from './requests/extend-fields.ts'
import { type Named, type Naming, nameOperations } from './requests/named-operations.ts'
import { nameInPath } from './requests/operation-names.ts'
import { type Described, describeTask } from './tasks/describe-task.ts'
import { bytesOf } from './tasks/file-answers.ts'
import { type FoundTask, findTasks } from './tasks/find-tasks.ts'
import { findCost } from './tasks/task-reading.ts'
import { uniqueIds } from './unique-ids.ts'
import { overlayText } from './write-overlay.ts'

/** Proposes the overlay that makes a vendor's document one of the dialect, as far as the document shows how its tasks work. */
export function proposeOverlay(written: SpecDocument): Proposal {
  const renamed = uniqueIds(written)
  return renamed.length === 0
    ? propose(written, ruleContext(written), renamed)
    : openWith(written, renamed, (context) => propose(written, context, renamed))
}

/**
 * @param written The document as it is.
 * @param context The same with unique ids.
 */
function propose(written: SpecDocument, context: RuleContext, renamed: readonly Action[]): Proposal {
  const { spec } = context
  const { tasks: found, aside } = findTasks(context)
  // Without state and file, nothing tells that it is a task.
  const described = found.map((task) => describeTask(task, context)).filter(({ isPlausible }) => isPlausible)
  const tasks = described.map(({ task }) => task)
  const direct = aside.flatMap((operation) => directly(operation, context))
  const unclear = aside.filter((operation) => !direct.some((one) => one.named.operation === operation))
  const submits = [
    ...tasks.flatMap((task) => task.submits.map(({ operation }) => operation)),
    ...direct.map(({ named }) => named.operation),
  ]
  const used = [...submits, ...tasks.map(({ read }) => read.operation)]
  const headers = constantHeaders(used, spec)
  const cost = tasks.map(({ read }) => findCost(read.fields)).find((field) => field !== undefined)
  const provider = proposeProvider(spec, { headers, cost, keyHeaders: idempotencyHeaders(submits) })
  const access = [proposeServers(spec), proposeSecurity(spec)]
  const errors = proposeErrors(used, context)
  const fields = extendFields(submits, context)
  const before = [
    ...renamed,
    ...provider.actions,
    ...access.flatMap(({ actions }) => actions),
    ...errors.actions,
    ...described.map(({ action }) => action),
    ...fields,
  ]
  const taken = new Set<string>()
  const reserved = new Map<string, SpecOperation>()
  const operations = openWith(written, before, (extended) => {
    // The same operations, with the extensions of their fields.
    const openedAt = new Map(extended.spec.operations.map((operation) => [operation.place.pointer, operation]))
    const opened = (operation: SpecOperation): SpecOperation => openedAt.get(operation.place.pointer) ?? operation
    const all = [...described.flatMap(submissionsOf), ...direct]
    for (const { named } of all) {
      const name = nameInPath(named.operation)
      if (name !== undefined && !reserved.has(name)) reserved.set(name, opened(named.operation))
    }
    return all.map(({ named: { operation, confidence, why }, does, media }) =>
      nameOperations({ operation: opened(operation), confidence, why }, { does, media, headers, taken, reserved }, extended),
    )
  })
  const balance = proposeBalance(context)
  return {
    title: providerName(spec.root).title,
    actions: [...before, ...operations, ...(balance === undefined ? [] : [balance]), ...proposeUploads(context, taken)],
    questions: [
      ...(tasks.length + direct.length === 0
        ? ['Which request starts a task, and which reads it? None was recognised: write x-tasks and x-operations by hand.']
        : []),
      ...fileQuestions(spec),
      ...access.flatMap(({ questions }) => questions),
      ...described.flatMap(({ questions }) => questions),
      ...provider.questions,
      ...(submits.length === 0
        ? []
        : [
            'What does each operation cost? Without `price`, its price counts as not published, and a run asks before it pays.',
            'Does a task that fails cost anything? If so, say in x-tasks which failures do: `failure: { billable: true }`.',
          ]),
      ...errors.questions,
      ...webhookQuestions(submits),
      ...(unclear.length === 0
        ? []
        : [
            `Do these start tasks too? No read was found for them: ${unclear
              .slice(0, 12)
              .map(({ method, path }) => `${method} ${path}`)
              .join(', ')}${unclear.length > 12 ? ', ...' : ''}`,
          ]),
    ],
  }
}

type Paid = Pick<Naming, 'does' | 'media'> & { readonly named: Named }

function submissionsOf({ task, media }: Described): Paid[] {
  return task.submits.map(({ operation, confidence, why }) => ({
    named: { operation, confidence, why: `a submission: it is read with ${task.kind} (${why})` },
    does: { starts: task.kind },
    media,
  }))
}

/** An operation whose response is the file. */
function directly(operation: SpecOperation, context: RuleContext): Paid[] {
  const media = bytesOf(operation, context)
  if (media === undefined) return []
  const named: Named = { operation, confidence: 'medium', why: 'the response is the file; that it is paid for is a guess' }
  return [{ named, does: { charges: true, outputs: { [media]: { from: '$response.body', type: media } } }, media }]
}

/** The document with the fields' extensions, so that examples fit them. */
function openWith<Result>(spec: SpecDocument, actions: readonly Action[], use: (context: RuleContext) => Result): Result {
  const { main } = spec.sources
  const text = overlayText({ title: '', actions, questions: [] })
  const sources = new SourceSet(main, { overlay: { name: 'overlay', text } })
  return use(ruleContext(openDocument(sources.main.value === undefined ? spec.sources : sources)))
}

function fileQuestions({ operations, sources }: SpecDocument): string[] {
  const others = operations.filter(({ place }) => place.file !== sources.main)
  const [first] = others
  if (first === undefined) return []
  return [
    `${first.place.file.name} and other files hold ${countOf(others.length, 'operation')}, which an overlay cannot change. Join the files first (\`npx @redocly/cli bundle\`), and adopt the result.`,
  ]
}

function webhookQuestions(submits: FoundTask['read']['operation'][]): string[] {
  const named = submits.some((operation) => child(operation.place, 'callbacks') !== undefined)
  return named
    ? [
        'Deliveries of webhooks are described as callbacks. To receive them, describe a webhook with x-webhook, and name its field as webhook_field.',
      ]
    : []
}
