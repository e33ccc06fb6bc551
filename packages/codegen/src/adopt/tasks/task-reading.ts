import type { DialectTask } from '../../dialect/dialect.gen.ts'
import { defined } from '../../issues/defined.ts'
import { child, items, type Place } from '../../spec/place.ts'
import type { SpecDocument } from '../../spec/spec-document.ts'
import type { Note } from '../proposal.ts'
import { type AnswerField, isNumber, mayBeText } from './answer-fields.ts'
import { isEcho } from './read-state.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
/** What a response says of a task besides its state and its files. */
export type Reading = Mutable<Pick<DialectTask, 'charged' | 'failure' | 'progress' | 'credits'>>

const ERROR_HOLDERS = /^(error|errors|failure|fail|last_?error|status_?details?|incomplete_?details)$/i
const MESSAGES =
  /^(fail(ed|ure)?_(reason|message|msg|detail|text)|error_(message|msg|reason|detail|description)|failure|error|reason|failed_reason|status_(reason|message|msg)|task_status_msg|err_msg)$/
const CODES = /^(fail(ure|ed)?_code|error_code|error_type|err_code|reason_code|error_reason_code)$/

/** Finds failure, progress and cost in the response of a read, with a note for each. */
export function findReading(fields: readonly AnswerField[]): { readonly parts: Reading; readonly notes: readonly Note[] } {
  const plain = fields.filter(({ segments }) => segments.length <= 5 && !segments.some(isEcho))
  const parts: Reading = {}
  const notes: Note[] = []
  const message = plain.filter(
    (field) =>
      mayBeText(field) && (MESSAGES.test(field.name) || (inError(field) && /^(message|msg|detail|reason|description)$/.test(field.name))),
  )
  const isBeside = ({ segments }: AnswerField): boolean =>
    message.some((one) => one.segments.slice(0, -1).join() === segments.slice(0, -1).join())
  const isCode = (field: AnswerField): boolean =>
    CODES.test(field.name) ||
    (inError(field) && /^(code|type|reason_code)$/.test(field.name)) ||
    (field.name === 'code' && field.segments.length > 1 && isBeside(field))
  const code = plain.filter((field) => !field.types.includes('object') && isCode(field))
  if (message.length + code.length > 0) {
    parts.failure = {
      ...defined({
        code: code.length === 0 ? undefined : expressions(code),
        message: message.length === 0 ? undefined : expressions(message),
      }),
    }
    const why = `${[...code, ...message].map(({ segments }) => segments.join('.')).join(' and ')} by name`
    notes.push({ at: '/failure', confidence: 'medium', why })
  }
  const progress = plain.find(
    (field) => isNumber(field) && /^(progress|percent|percentage|progress_percent(age)?|completion|process)$/.test(field.name),
  )
  if (progress !== undefined) {
    const of = progress.maximum
    parts.progress = { from: `$response.body#${progress.pointer}`, ...defined({ of: of === undefined || of === 100 ? undefined : of }) }
    const why = of === undefined ? 'by name; that it ends at 100 is a guess' : `by name; the schema says that it ends at ${of}`
    notes.push({ at: '/progress', confidence: of === undefined ? 'medium' : 'high', why })
  }
  const cost = findCost(plain)
  if (cost !== undefined) {
    parts.credits = `$response.body#${cost.pointer}`
    notes.push({
      at: '/credits',
      confidence: 'medium',
      why: `${cost.segments.join('.')} looks like what the task costs; its unit must be that of x-provider.money`,
    })
  }
  return { parts, notes }
}

/** Whether a field is within an object that describes an error. */
function inError({ segments }: AnswerField): boolean {
  return ERROR_HOLDERS.test(segments.slice(0, -1).findLast((segment) => segment !== '0') ?? '')
}

function expressions(fields: readonly AnswerField[]): string | string[] {
  const all = fields.slice(0, 4).map(({ pointer }) => `$response.body#${pointer}`)
  return all.length === 1 ? (all[0] ?? '') : all
}

/** A field with what a task has cost. Estimates do not count. */
export function findCost(fields: readonly AnswerField[]): AnswerField | undefined {
  return fields.find((field) => {
    const path = field.segments.join('_').toLowerCase()
    const isCost = /^((total_|actual_)?costs?|price|charge|credits?)(_(cents|credits?|usd|used|charged|cost|amount|price|in_cents))*$/.test(
      field.name,
    )
    return isNumber(field) && isCost && !/estimat|balance|remain|left|quota/.test(path) && !field.segments.includes('0')
  })
}

/** When to poll, by `x-speakeasy-polling`. */
export function findPoll(operation: Place, spec: SpecDocument): DialectTask['poll'] | undefined {
  const [option] = items(child(operation, 'x-speakeasy-polling')).map((one) => spec.sources.deref(one))
  const number = (key: string): number | undefined => {
    const value = child(option, key)?.value
    return typeof value === 'number' && value > 0 ? value : undefined
  }
  const [first, every, limit] = [number('delaySeconds'), number('intervalSeconds'), number('limitCount')]
  if (first === undefined && every === undefined) return undefined
  const deadline = every === undefined || limit === undefined ? undefined : Math.max(Math.ceil((first ?? 0) + every * limit), 60)
  return {
    ...defined({
      first: first === undefined ? undefined : `${first}s`,
      every: every === undefined ? undefined : `${every}s`,
      deadline: deadline === undefined ? undefined : `${deadline}s`,
    }),
  }
}
