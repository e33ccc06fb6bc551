import type { RuleContext } from '../../rules/rule-context.ts'
import { child, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Confidence } from '../proposal.ts'
import { isIdName, kebab, singular, wordsOf } from '../words.ts'
import { type AnswerField, answerFields } from './answer-fields.ts'
import { bytesOf } from './file-answers.ts'
import { isRendering, isTaskPath, lastWord, OTHER_IDS, pathWords, type Scored, scoresOf } from './pair-evidence.ts'
import { type FoundState, findState } from './read-state.ts'

/** An operation with the fields of its response. */
export type Answering = { readonly operation: SpecOperation; readonly fields: readonly AnswerField[] }

/** A submission and the place of the task's id in its response. */
export type Submit = Answering & { readonly id: AnswerField; readonly confidence: Confidence; readonly why: string }

type Parameter = { readonly name: string; readonly in: string }

/** An operation that may read one task. */
export type Read = {
  readonly answering: Answering
  /** The parameter that takes the id. */
  readonly parameter: Parameter
  readonly state: FoundState | undefined
}

/** A kind of task: how it is read, and what starts it. */
export type FoundTask = {
  readonly kind: string
  readonly read: Answering
  readonly parameter: Parameter
  readonly state: FoundState | undefined
  readonly submits: readonly Submit[]
}

/** What was found, and POST operations that look like submissions and have no read. */
export type FoundTasks = { readonly tasks: readonly FoundTask[]; readonly aside: readonly SpecOperation[] }

/** Last words of a path that start no rendering. */
const ASIDE =
  /^(abort|accounts?|agents?|api-?keys?|assets?|auth|avatars?|cancel|characters?|collections?|completions?|consents?|contacts?|datasets?|delete|deployments?|documents?|embeddings?|events?|exports?|files?|folders?|import|keys?|login|models?|moderations?|new|organizations?|previews?|publish|retry|routers?|schedules?|search|sessions?|start|stop|streaming|streams?|templates?|tokens?|train|trainings?|transcriptions?|uploads?|usage|users?|versions?|voices?|webhooks?|workspaces?)$/

/** Parts of a path that are never about files of a provider of rendered media. */
const ELSEWHERE =
  /^(admin|assistants?|audit[-_]?logs?|batch(es)?|billing|chat|chatkit|compute|containers?|conversations?|datasets|evals?|fine[-_]?tun\w*|invites?|organi[sz]ations?|projects?|realtime|responses?|threads?|uploads?|vector[-_]?stores?|webhooks?)$/i

/** Finds submissions, and the operation that reads the task of each. */
export function findTasks(context: RuleContext): FoundTasks {
  const { operations } = context.spec
  const reads = operations.filter(({ method }) => method === 'GET').flatMap((operation) => readOf(operation, context))
  const submits = operations.filter((operation) => isCandidate(operation, context))
  const scored = submits.map((operation) => {
    const submit = { operation, fields: answerFields(operation, context) }
    return { submit, scores: reads.flatMap((read) => scoresOf(submit, read, context)).filter(({ score }) => score >= LEAST - 2) }
  })
  const popular = new Map<Read, number>()
  for (const { scores } of scored) {
    const best = bestOf(scores)
    if (best !== undefined) popular.set(best.read, (popular.get(best.read) ?? 0) + 1)
  }
  // Vendors read the tasks of many submissions at one address.
  const bonus = ({ read }: Scored): number => Math.min(2, ((popular.get(read) ?? 0) - 1) / 2)
  const kinds = new Map<Read, Submit[]>()
  const aside: SpecOperation[] = []
  for (const { submit, scores } of scored) {
    const best = bestOf(scores.map((one) => Object.assign(one, { score: one.score + Math.max(0, bonus(one)) })))
    if (best === undefined || best.score < LEAST) {
      if (isRendering(submit.operation) || bytesOf(submit.operation, context) !== undefined) aside.push(submit.operation)
      continue
    }
    const { read, id, score, why } = best
    const confidence = score >= 12 ? 'high' : score >= 9 ? 'medium' : 'low'
    kinds.set(read, [...(kinds.get(read) ?? []), { ...submit, id, confidence, why }])
  }
  const taken = new Set<string>()
  const tasks = [...kinds].map(([read, started]) => {
    const kind = freeName(kindName(read), taken)
    taken.add(kind)
    return { kind, read: read.answering, parameter: read.parameter, state: read.state, submits: started }
  })
  return { tasks, aside }
}

/** A pair with fewer points is a coincidence. */
const LEAST = 7

function bestOf(scores: readonly Scored[]): Scored | undefined {
  return scores.toSorted((a, b) => b.score - a.score)[0]
}

/** Whether an operation may read one task: it takes one id. */
function readOf(operation: SpecOperation, context: RuleContext): readonly Read[] {
  if (isElsewhere(operation)) return []
  const parameters = operation.parameters.map((place) => ({
    name: textOf(child(place, 'name')?.value),
    in: textOf(child(place, 'in')?.value),
    required: child(place, 'required')?.value === true,
  }))
  const inPath = parameters.filter((one) => one.in === 'path' && operation.path.includes(`{${one.name}}`))
  const inQuery = parameters.find((one) => one.in === 'query' && one.required && isIdName(one.name))
  const parameter =
    inPath.toSorted((a, b) => operation.path.indexOf(`{${a.name}}`) - operation.path.indexOf(`{${b.name}}`)).at(-1) ?? inQuery
  if (parameter === undefined || OTHER_IDS.test(wordsOf(parameter.name).join('_'))) return []
  const answering = { operation, fields: answerFields(operation, context) }
  const state = findState(answering, context.spec)
  if (answering.fields.length === 0 && state === undefined) return []
  return state === undefined && !isTaskPath(operation.path) && !isRendering(operation)
    ? []
    : [{ answering, parameter: { name: parameter.name, in: parameter.in }, state }]
}

/** An overlay changes only the document's first file. */
function isCandidate(operation: SpecOperation, { spec }: RuleContext): boolean {
  const { method, body, place } = operation
  return method === 'POST' && body !== undefined && place.file === spec.sources.main && !isAside(operation)
}

function isAside(operation: SpecOperation): boolean {
  const last = kebab(lastWord(operation.path))
  const verb = wordsOf(textOf(operation.operationId))[0] ?? ''
  return (
    ASIDE.test(last) || ASIDE.test(last.split('-').at(-1) ?? '') || /^(upload|delete|cancel|update)$/.test(verb) || isElsewhere(operation)
  )
}

function isElsewhere({ path }: SpecOperation): boolean {
  return path.split('/').some((part) => ELSEWHERE.test(part))
}

const NO_KIND = /^(fetch|get|info|query|results?|retrieve|status|v\d\w*)$/

/** What a kind of task is called: after the collection that is read. */
function kindName({ answering }: Read): string {
  const parts = answering.operation.path.split('/').filter((part) => part !== '' && !part.includes('{'))
  const named = parts.map((part) =>
    pathWords(part)
      .filter((word) => !NO_KIND.test(word))
      .map(singular)
      .join('-'),
  )
  return named.findLast((name) => name !== '') ?? 'task'
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`
  return free
}
