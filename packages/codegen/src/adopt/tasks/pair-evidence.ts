import { mediaTypes } from '../../ir/media-types.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { child, entries, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { isIdName, mediaOf, singular, wordsOf } from '../words.ts'
import type { AnswerField } from './answer-fields.ts'
import type { Answering, Read } from './find-tasks.ts'

/** A read for a submission, with the id that joins them. */
export type Scored = { readonly read: Read; readonly id: AnswerField; score: number; readonly why: string }

/** Names of ids that are not those of a task. */
export const OTHER_IDS =
  /^(account|asset|avatar|character|client|deployment|model|organi[sz]ation|owner|parent|project|source|team|template|thread|trace|user|version|voice|workspace)_/

/** Words of a path that are about tasks. */
const TASK_WORDS =
  /^(generations?|generate|imagine|jobs?|operations?|predictions?|progress|query|renders?|requests?|results?|retrieve|status|tasks?)$/

/** Words of what renders something. */
const RENDERING =
  /^(animate|dub|dubbing|enhance\w*|extend|generat\w*|imagin\w*|lipsync|predictions?|renders?|reframe|remix|stylize|synthesi\w*|upscale\w*|variations?)$/

/** Whether the path or the id of an operation speaks of pictures, clips or sound. */
export function isRendering({ path, operationId }: SpecOperation): boolean {
  const words = [...pathWords(path), ...wordsOf(textOf(operationId))]
  return mediaOf(words) !== undefined || words.some((word) => RENDERING.test(word))
}

export function isTaskPath(path: string): boolean {
  return pathWords(path).some((word) => TASK_WORDS.test(word))
}

/** How well a read fits a submission, for each id in the response of the submission. */
export function scoresOf(submit: Answering, read: Read, context: RuleContext): Scored[] {
  const reading = read.answering.operation
  const others = Array.from(reading.path.matchAll(/\{([^}]+)\}/g), (match) => match[1] ?? '').filter((name) => name !== read.parameter.name)
  if (others.some((name) => !submit.operation.path.includes(`{${name}}`))) return []
  return submit.fields.filter(isTaskId).map((id) => {
    const found = [...evidence(submit, read, { id, context })]
    const score = found.reduce((sum, [points]) => sum + points, 0)
    const reasons = found.filter(([points, reason]) => points > 1 && reason !== '').map(([, reason]) => reason)
    return { read, id, score, why: reasons.slice(0, 3).join('; ') }
  })
}

function isTaskId({ segments, name, types }: AnswerField): boolean {
  const isScalar = types.length === 0 || types.includes('string') || types.includes('integer')
  return isScalar && segments.length <= 4 && !segments.includes('0') && isIdName(name) && !OTHER_IDS.test(name)
}

type Evidence = readonly [points: number, reason: string]
type Joined = { readonly id: AnswerField; readonly context: RuleContext }

function* evidence(submit: Answering, read: Read, { id, context }: Joined): Generator<Evidence> {
  const { answering, state } = read
  const { path, operationId } = answering.operation
  if (linksOf(submit.operation, context).includes(textOf(operationId))) yield [8, 'a link of the response names the read']
  if (child(answering.operation.place, 'x-speakeasy-polling') !== undefined) yield [4, 'the read has x-speakeasy-polling']
  const same = schemaName(submit.operation, context)
  if (same !== undefined && same === schemaName(answering.operation, context)) yield [3, 'both responses have the same schema']
  yield* byPath(submit.operation.path, read, context)
  yield* byName(id, read)
  if (isTaskPath(path)) yield [2, `${path} speaks of a task`]
  if (state === undefined) yield [-4, '']
  else yield [{ high: 4, medium: 3, low: 1 }[state.confidence], 'the response of the read has the states of a task']
  yield [isRendering(submit.operation) ? 1 : isTaskPath(path) ? 0 : -4, '']
}

function* byPath(from: string, { answering, parameter }: Read, { spec }: RuleContext): Generator<Evidence> {
  const { path } = answering.operation
  const collection = path.split('{')[0]?.replace(/\/$/, '') ?? ''
  const isBelow = collection !== '' && from.startsWith(`${collection}/`)
  if (parameter.in === 'path' && collection === from) yield [5, 'the path of the read is that of the submission and an id']
  else if (parameter.in === 'path' && `${collection}/`.startsWith(`${from}/`)) yield [4, 'the read is below the submission']
  else if (isBelow) yield [4, 'the submission is below the collection that is read']
  else if (lastWord(collection) === lastWord(from)) yield [3, 'both paths end alike']
  else if (spec.operations.some((other) => other.method === 'POST' && other.path === collection)) yield [-2, '']
  const [a, b] = [pathWords(from), pathWords(path)]
  yield [a.filter((word) => b.includes(word)).length * 0.3, '']
}

function* byName({ name, segments }: AnswerField, { answering, parameter }: Read): Generator<Evidence> {
  const asked = wordsOf(parameter.name).join('_')
  const collection = singular(pathWords(answering.operation.path.split('{')[0] ?? '').at(-1) ?? '')
  const owner = name.replace(/_?(id|uuid)$/, '')
  if (name === asked) yield [3, `${segments.join('.')} is the name of the parameter`]
  else if (owner !== '' && owner === collection) yield [3, `${segments.join('.')} is named after what is read`]
  else if (name === 'id') yield [asked.endsWith('id') ? 2 : 1, '']
  else if (asked === 'id' && TASK_WORDS.test(owner)) yield [2, '']
  yield [1 - segments.length * 0.5, '']
}

/** The words of a path, without parameters and versions. */
export function pathWords(path: string): string[] {
  return path.split('/').flatMap((part) => (part.includes('{') || /^v\d/.test(part) ? [] : wordsOf(part)))
}

/** The last part of a path that is no parameter. */
export function lastWord(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? ''
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
  const links = answers.flatMap((answer) => entries(child(answer, 'links'))).map(([, link]) => spec.sources.deref(link))
  return links.map((link) => textOf(child(link, 'operationId')?.value))
}
