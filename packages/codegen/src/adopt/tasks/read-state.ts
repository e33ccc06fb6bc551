import type { DialectStateRule } from '../../dialect/dialect.gen.ts'
import { child, items, textOf } from '../../spec/place.ts'
import type { SpecDocument } from '../../spec/spec-document.ts'
import type { Confidence } from '../proposal.ts'
import { type State, stateOf, stateWordsIn } from '../words.ts'
import type { AnswerField } from './answer-fields.ts'
import { isStateByStatus } from './file-answers.ts'
import type { Answering } from './find-tasks.ts'

/** How a read says what has become of a task. */
export type FoundState = {
  readonly raw?: string
  readonly rules: readonly DialectStateRule[]
  readonly confidence: Confidence
  readonly why: string
  /** Listed values whose meaning is not known. */
  readonly unknown: readonly string[]
}

const NAMES = /^((task|job|generation|render|video|run|prediction|execution)_)?(status|state|phase|stage)(_name)?$/

/** Finds the state in the response of a read. `undefined` if there is none. */
export function findState({ operation, fields }: Answering, spec: SpecDocument): FoundState | undefined {
  if (isStateByStatus(operation, { spec })) return BY_STATUS
  const polled = criteria(operation.place, spec)
  const candidates = fields
    .filter(({ name, segments, types }) => NAMES.test(name) && segments.length <= 5 && !segments.some(isEcho) && !types.includes('object'))
    .map((field) => ({ field, known: field.values.filter((value) => stateOf(value) !== undefined).length }))
    .toSorted((a, b) => b.known - a.known || a.field.segments.length - b.field.segments.length)
  const [best] = candidates
  if (best !== undefined) return byWords(best.field, { known: best.known, polled })
  return byFlag(fields) ?? undefined
}

const BY_STATUS: FoundState = {
  rules: [
    { at: '$statusCode', equals: 202, is: 'pending' },
    { at: '$statusCode', equals: 200, is: 'succeeded' },
  ],
  confidence: 'high',
  why: 'the read answers 202, and the file itself with 200',
  unknown: [],
}

/** Parts of a response that repeat the request. */
export function isEcho(segment: string): boolean {
  return /^(requests?|inputs?|params|parameters|payload|config|settings|options|metadata)$/i.test(segment)
}

type Criteria = { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> }

function byWords(field: AnswerField, { known, polled }: { known: number; polled: Criteria }): FoundState {
  const listed = field.values.map(textOf)
  const polledWords = [...polled.succeeded, ...polled.failed]
  const described = listed.length > 0 ? [] : stateWordsIn(field.description)
  const words = [...new Set([...listed, ...polledWords, ...described])]
  const judge = (word: string): State | undefined => {
    if (polled.succeeded.has(word)) return 'succeeded'
    return polled.failed.has(word) ? 'failed' : stateOf(word)
  }
  const usual = words.length === 0
  const all = usual ? USUAL : words
  const at = `$response.body#${field.pointer}`
  const numbers = new Map(field.values.filter((value) => typeof value !== 'string').map((value) => [textOf(value), value]))
  const rules = (['pending', 'running', 'succeeded', 'failed'] as const).flatMap((state) =>
    rulesOf(
      at,
      state,
      all.filter((word) => judge(word) === state).map((word) => (numbers.get(word) ?? word) as string | number),
    ),
  )
  const source = polledWords.length > 0 ? ', and x-speakeasy-polling names those that end a task' : ''
  const confidence = known >= 2 || polledWords.length > 0 ? 'high' : described.length > 1 ? 'medium' : 'low'
  const why = usual
    ? `the schema lists no values of ${field.segments.join('.')}: these are the usual words`
    : `${listed.length > 0 ? 'the schema lists these values' : 'the description names these values'}${source}`
  return { raw: at, rules, confidence: usual ? 'low' : confidence, why, unknown: listed.filter((word) => judge(word) === undefined) }
}

/** The words to try if a document lists none. */
const USUAL = [
  'pending',
  'queued',
  'processing',
  'running',
  'in_progress',
  'succeeded',
  'success',
  'completed',
  'done',
  'failed',
  'error',
  'cancelled',
  'canceled',
  'expired',
]

function rulesOf(at: string, is: State, values: readonly (string | number)[]): DialectStateRule[] {
  const plain = values.filter((value) => is !== 'failed' || reasonOf(value) === undefined)
  const [first, ...more] = plain
  const together: DialectStateRule[] = first === undefined ? [] : [more.length === 0 ? { at, equals: first, is } : { at, in: plain, is }]
  const apart = values.flatMap((value): DialectStateRule[] => {
    const reason = is === 'failed' ? reasonOf(value) : undefined
    return reason === undefined ? [] : [{ at, equals: value, is, ...reason }]
  })
  return [...together, ...apart]
}

/** What a word for a failure says about its reason. */
function reasonOf(value: unknown): { readonly class: 'moderation' | 'unknown'; readonly reason: string } | undefined {
  const word = textOf(value)
  if (/moderat|nsfw/i.test(word)) return { class: 'moderation', reason: 'the content review refused it' }
  if (/cancel|abort|terminat|kill|delet/i.test(word)) return { class: 'unknown', reason: 'it was cancelled' }
  return /expired|time_?d?_?out/i.test(word) ? { class: 'unknown', reason: 'it took too long' } : undefined
}

/** Some vendors have no word, but a field that says that the task has ended. */
function byFlag(fields: readonly AnswerField[]): FoundState | undefined {
  const done = fields.find(
    ({ name, segments, types }) =>
      /^(is_)?(done|completed?|finished|ready)$/.test(name) && segments.length <= 2 && types.includes('boolean'),
  )
  if (done === undefined) return undefined
  const error = fields.find(({ name, segments }) => name === 'error' && segments.length <= 2)
  const failed: DialectStateRule[] = error === undefined ? [] : [{ at: `$response.body#${error.pointer}`, present: true, is: 'failed' }]
  const at = `$response.body#${done.pointer}`
  return {
    rules: [...failed, { at, equals: true, is: 'succeeded' }, { at, equals: false, is: 'running' }],
    confidence: 'medium',
    why: `${done.segments.join('.')} says whether the task has ended`,
    unknown: [],
  }
}

/** The values that end a task by `x-speakeasy-polling`. */
function criteria(operation: Answering['operation']['place'], spec: SpecDocument): Criteria {
  const options = items(child(operation, 'x-speakeasy-polling')).map((option) => spec.sources.deref(option))
  const valuesOf = (key: string): ReadonlySet<string> =>
    new Set(
      options.flatMap((option) =>
        items(child(option, key)).flatMap((criterion) => {
          const condition = textOf(child(criterion, 'condition')?.value)
          const compared = /^\$response\.body#\/\S+\s*==\s*(.+)$/.exec(condition)?.[1]
          return compared === undefined ? [] : [compared.trim().replaceAll(/^["']|["']$/g, '')]
        }),
      ),
    )
  return { succeeded: valuesOf('successCriteria'), failed: valuesOf('failureCriteria') }
}
