import { mediaTypes } from '../ir/media-types.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import { child, entries, type Place, textOf } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'
import { type AnswerField, answerFields } from './answer-fields.ts'
import type { Confidence } from './proposal.ts'
import { findState, type FoundState } from './read-state.ts'
import { kebab, mediaOf, singular, wordsOf } from './words.ts'

/** An operation with the fields of its response. */
export type Answering = { readonly operation: SpecOperation; readonly fields: readonly AnswerField[] }

/** A submission and the place of the task's id in its response. */
export type Submit = Answering & { readonly id: AnswerField; readonly confidence: Confidence; readonly why: string }

/** A kind of task: how it is read, and what starts it. */
export type FoundTask = {
  readonly kind: string
  readonly read: Answering
  /** The parameter of the read that takes the id. */
  readonly parameter: Parameter
  readonly state: FoundState | undefined
  readonly submits: readonly Submit[]
}

export type Parameter = { readonly name: string; readonly in: string }

/** What was found, and POST operations that look like submissions but are something else, or have no read. */
export type FoundTasks = { readonly tasks: readonly FoundTask[]; readonly aside: readonly SpecOperation[] }

/** Last words of a path that start no rendering. */
const ASIDE =
  /^(abort|accounts?|agents?|api-?keys?|assets?|auth|avatars?|batch(es)?|cancel|characters?|chats?|collections?|completions?|contacts?|conversations?|delete|deployments?|documents?|embeddings?|evals?|events?|export|files?|fine-?tun\w*|folders?|import|jobs-batch|keys?|login|models?|moderations?|new|organizations?|previews?|projects?|publish|realtime|responses?|retry|routers?|runs|schedules?|search|sessions?|start|stop|streaming|templates?|threads?|tokens?|train|trainings?|uploads?|usage|users?|vector-?stores?|versions?|voices?|webhooks?|workspaces?)$/

/** Words of a path that are about tasks. */
const TASK_WORDS = /^(generations?|generate|imagine|jobs?|operations?|predictions?|progress|query|renders?|requests?|results?|retrieve|status|tasks?)$/

/** Finds submissions, and the operation that reads the task of each. */
export function findTasks(context: RuleContext): FoundTasks {
  const { spec } = context
  const answering = new Map<SpecOperation, Answering>()
  const open = (operation: SpecOperation): Answering => {
    const known = answering.get(operation) ?? { operation, fields: answerFields(operation, context) }
    answering.set(operation, known)
    return known
  }
  const reads = spec.operations.filter(({ method }) => method === 'GET').flatMap((operation) => readOf(open(operation), context))
  const aside: SpecOperation[] = []
  const pairs = spec.operations
    .filter(({ method, body }) => method === 'POST' && body !== undefined)
    .flatMap((operation) => {
      if (isAside(operation)) return []
      const submit = open(operation)
      const best = reads
        .flatMap((read) => scoresOf(submit, read, context))
        .toSorted((a, b) => b.score - a.score)[0]
      if (best !== undefined && best.score >= LEAST) return [{ submit, ...best }]
      if (isMedia(submit)) aside.push(operation)
      return []
    })
  const kinds = new Map<Read, Submit[]>()
  for (const { submit, read, id, score, why } of pairs) {
    const confidence = score >= 12 ? 'high' : score >= 9 ? 'medium' : 'low'
    kinds.set(read, [...(kinds.get(read) ?? []), { ...submit, id, confidence, why }])
  }
  const taken = new Set<string>()
  const tasks = [...kinds].map(([read, submits]) => {
    const kind = freeName(kindName(read), taken)
    taken.add(kind)
    return { kind, read: read.answering, parameter: read.parameter, state: read.state, submits }
  })
  return { tasks, aside }
}

/** A pair with fewer points is a coincidence. */
const LEAST = 7

type Read = { readonly answering: Answering; readonly parameter: Parameter; readonly state: FoundState | undefined }

/** Whether an operation may read one task: it takes one id, and its response has a state or a file. */
function readOf(answering: Answering, { spec }: RuleContext): readonly Read[] {
  const { operation, fields } = answering
  if (fields.length === 0) return []
  const state = findState(answering, spec)
  const parameters = operation.parameters.map((place) => ({
    name: textOf(child(place, 'name')?.value),
    in: textOf(child(place, 'in')?.value),
    required: child(place, 'required')?.value === true,
  }))
  const inPath = parameters.filter((one) => one.in === 'path').at(-1)
  const inQuery = parameters.find((one) => one.in === 'query' && (one.required || !/s$/.test(one.name)) && isIdName(one.name))
  const parameter = inPath ?? inQuery
  return parameter === undefined ? [] : [{ answering, parameter: { name: parameter.name, in: parameter.in }, state }]
}

export function isIdName(name: string): boolean {
  const last = wordsOf(name).at(-1) ?? ''
  return /^(id|uuid|guid|name)$/.test(last) || /(id|uuid)$/.test(last)
}

/** Names of ids that are not those of a task. */
const OTHER_IDS = /^(account|asset|avatar|client|deployment|model|organi[sz]ation|owner|parent|project|source|team|template|trace|user|version|voice|workspace)_/

type Scored = { readonly read: Read; readonly id: AnswerField; readonly score: number; readonly why: string }

function scoresOf(submit: Answering, read: Read, context: RuleContext): Scored[] {
  const { operation } = submit
  const reading = read.answering.operation
  const others = Array.from(reading.path.matchAll(/\{([^}]+)\}/g), (match) => match[1] ?? '').filter((name) => name !== read.parameter.name)
  if (others.some((name) => !operation.path.includes(`{${name}}`))) return []
  const ids = submit.fields.filter(
    ({ segments, name, types }) =>
      segments.length <= 4 &&
      !segments.includes('0') &&
      (types.length === 0 || types.includes('string') || types.includes('integer')) &&
      isIdName(name) &&
      !OTHER_IDS.test(name),
  )
  return ids.map((id) => {
    const found = [...evidence(submit, read, id, context)]
    const score = found.reduce((sum, [points]) => sum + points, 0)
    const reasons = found.filter(([points, reason]) => points > 1 && reason !== '').map(([, reason]) => reason)
    return { read, id, score, why: reasons.slice(0, 4).join('; ') }
  })
}

type Evidence = readonly [points: number, reason: string]

function* evidence(submit: Answering, { answering, parameter, state }: Read, id: AnswerField, context: RuleContext): Generator<Evidence> {
  const from = submit.operation.path
  const { path, operationId } = answering.operation
  const collection = path.split('{')[0]?.replace(/\/$/, '') ?? ''
  if (linksOf(submit.operation, context).includes(textOf(operationId))) yield [8, 'a link of the response names the read']
  if (child(answering.operation.place, 'x-speakeasy-polling') !== undefined) yield [4, 'x-speakeasy-polling']
  if (parameter.in === 'path' && collection === from) yield [5, 'the path of the read is that of the submission and an id']
  else if (parameter.in === 'path' && `${collection}/`.startsWith(`${from}/`)) yield [4, 'the read is below the submission']
  else if (collection !== '' && from.startsWith(`${collection}/`)) yield [4, 'the submission is below the collection that is read']
  else if (lastWord(collection) === lastWord(from)) yield [3, 'both paths end alike']
  const same = schemaName(submit.operation, context)
  if (same !== undefined && same === schemaName(answering.operation, context)) yield [3, 'both responses have the same schema']
  const field = id.name
  const asked = wordsOf(parameter.name).join('_')
  if (field === asked) yield [3, `${id.segments.join('.')} is the name of the parameter`]
  else if (field === 'id') yield [asked.endsWith('id') ? 2 : 1, '']
  else if (asked === 'id' && TASK_WORDS.test(field.replace(/_?id$/, ''))) yield [2, '']
  yield [1 - id.segments.length * 0.5, '']
  if (pathWords(path).some((word) => TASK_WORDS.test(word))) yield [2, `${path} speaks of a task`]
  if (state === undefined) yield [-4, '']
  else yield [state.confidence === 'high' ? 4 : state.confidence === 'medium' ? 3 : 1, 'the response of the read has the states of a task']
  if (isMedia(submit) || isMedia(answering)) yield [1, '']
  else yield [-3, '']
  const own = context.spec.operations.some((other) => other.method === 'POST' && other.path === collection && other !== submit.operation)
  if (own && !from.startsWith(`${collection}/`) && lastWord(collection) !== lastWord(from)) yield [-2, '']
  yield [shared(from, path) * 0.3, '']
}

function shared(one: string, other: string): number {
  const [a, b] = [pathWords(one), pathWords(other)]
  return a.filter((word) => b.includes(word)).length
}

function pathWords(path: string): string[] {
  return path.split('/').flatMap((part) => (part.includes('{') || /^v\d/.test(part) ? [] : wordsOf(part)))
}

function lastWord(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? ''
}

function isAside({ path }: SpecOperation): boolean {
  return ASIDE.test(kebab(lastWord(path)))
}

/** Whether an operation is about pictures, clips or sound. */
function isMedia({ operation, fields }: Answering): boolean {
  const tags = child(operation.place, 'tags')?.value
  const words = [operation.path, textOf(operation.operationId), ...(Array.isArray(tags) ? tags.map(textOf) : [])].flatMap(wordsOf)
  if (mediaOf(words) !== undefined || words.some((word) => /^(generat\w*|imagin\w*|predictions?|renders?|upscale\w*)$/.test(word))) return true
  return fields.some(({ name }) => mediaOf(name.split('_')) !== undefined)
}

/** The name of the component that describes the response. */
function schemaName(operation: SpecOperation, { spec }: RuleContext): string | undefined {
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  const schema = mediaTypes(spec.sources.deref(good?.[1]), spec.sources)[0]?.schema
  const reference = child(schema, '$ref')?.value
  return typeof reference === 'string' ? reference : undefined
}

/** The operations that the links of an operation's responses name. */
function linksOf(operation: SpecOperation, { spec }: RuleContext): string[] {
  const answers = entries(child(operation.place, 'responses')).map(([, answer]) => spec.sources.deref(answer))
  const links = answers.flatMap((answer) => entries(child(answer, 'links'))).map(([, link]): Place | undefined => spec.sources.deref(link))
  return links.flatMap((link) => (typeof child(link, 'operationId')?.value === 'string' ? [textOf(child(link, 'operationId')?.value)] : []))
}

const NO_KIND = /^(fetch|get|info|query|result|results|retrieve|status|v\d\w*)$/

/** What a kind of task is called: after the collection that is read. */
function kindName({ answering }: Read): string {
  const parts = answering.operation.path.split('/').filter((part) => part !== '' && !part.includes('{'))
  const named = parts.map((part) => wordsOf(part).filter((word) => !NO_KIND.test(word)).map(singular).join('-'))
  return named.findLast((name) => name !== '') ?? 'task'
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`
  return free
}
