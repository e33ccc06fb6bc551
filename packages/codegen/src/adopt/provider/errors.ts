import type { DialectErrorRule, DialectErrors } from '../../dialect/dialect.gen.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import { defined } from '../../issues/defined.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { child, entries, isObject, items, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Note } from '../proposal.ts'
import { type AnswerField, fieldsBelow } from '../tasks/answer-fields.ts'
import type { Proposed } from './provider.ts'

const MESSAGES = [
  '/error/message',
  '/message',
  '/detail',
  '/error',
  '/title',
  '/error/detail',
  '/errors/0/message',
  '/msg',
  '/error_message',
  '/detail/message',
]
const CODES = ['/error/code', '/code', '/error/type', '/error_code', '/errorCode', '/errors/0/code', '/name', '/type']
const TRACES = ['/request_id', '/requestId', '/trace_id', '/traceId', '/error/request_id']

/** How errors are read, by the responses with an error status. */
export function proposeErrors(operations: readonly SpecOperation[], context: RuleContext): Proposed {
  const { spec, inliner } = context
  const fields = operations.flatMap((operation) =>
    entries(child(operation.place, 'responses'))
      .filter(([status]) => /^[45]|^default$/.test(status))
      .flatMap(([, answer]) => mediaTypes(spec.sources.deref(answer), spec.sources).slice(0, 1))
      .flatMap(({ schema }) => (schema === undefined ? [] : errorFields(inliner.inline(schema)))),
  )
  const at = (pointers: readonly string[]): string[] =>
    pointers
      .filter((pointer) => fields.some((field) => field.pointer === pointer && !isOnlyObject(field)))
      .map((pointer) => `$response.body#${pointer}`)
  const [message, code, trace] = [at(MESSAGES).slice(0, 4), at(CODES).slice(0, 3), at(TRACES).slice(0, 1)]
  const statuses = retriedStatuses(operations, context)
  const codes = codesOf(fields.filter(({ pointer }) => CODES.includes(pointer)))
  const errors: DialectErrors = {
    ...defined({
      code: code.length === 0 ? undefined : code.length === 1 ? (code[0] ?? '') : code,
      message: message.length === 0 ? undefined : message.length === 1 ? (message[0] ?? '') : message,
      trace: trace.length === 0 ? undefined : (trace[0] ?? ''),
      codes: Object.keys(codes).length === 0 ? undefined : codes,
      statuses: Object.keys(statuses).length === 0 ? undefined : statuses,
    }),
  }
  const question =
    'What do error codes and failures mean (moderation, no credits, a passing fault)? List them in x-errors.codes; a failure that is not listed is never submitted again.'
  if (Object.keys(errors).length === 0) {
    return {
      actions: [],
      questions: [
        question,
        'How does an error look? The document describes none: only HTTP statuses are read until x-errors names code and message.',
      ],
    }
  }
  const notes: Note[] = [
    { at: '/x-errors', confidence: fields.length > 0 ? 'medium' : 'low', why: 'fields of the responses with an error status, by name' },
    ...(Object.keys(codes).length === 0
      ? []
      : [
          {
            at: '/x-errors/codes',
            confidence: 'medium' as const,
            why: 'codes that the document lists and whose names speak for themselves',
          },
        ]),
    ...(Object.keys(statuses).length === 0
      ? []
      : [{ at: '/x-errors/statuses', confidence: 'high' as const, why: 'x-speakeasy-retries names these statuses' }]),
  ]
  return { actions: [{ target: '$', update: { 'x-errors': errors }, notes }], questions: [question] }
}

function errorFields(schema: unknown): readonly AnswerField[] {
  return isObject(schema) ? fieldsBelow({ schemas: [schema] } as unknown as AnswerField) : []
}

function isOnlyObject({ types }: AnswerField): boolean {
  return types.length > 0 && types.every((type) => type === 'object' || type === 'array')
}

const BY_WORD: readonly (readonly [RegExp, DialectErrorRule])[] = [
  [/moderat|safety|nsfw|sensitive|content_?policy|prohibited/i, { class: 'moderation', meaning: 'the content review refused it' }],
  [/rate_?limit|too_?many/i, { class: 'rate-limit', meaning: 'too many requests' }],
  [/insufficient|quota|credits?|billing|balance/i, { class: 'quota', meaning: 'there are not enough credits' }],
  [/unauthori[sz]ed|invalid_?(api_?)?key|authenticat/i, { class: 'auth', meaning: 'the key is missing or wrong' }],
  [/not_?found/i, { class: 'not-found', meaning: 'there is no such thing' }],
]

/** The meaning of listed codes whose names say it. */
function codesOf(fields: readonly AnswerField[]): Record<string, DialectErrorRule> {
  const values = fields.flatMap((field) => field.values.filter((value) => typeof value === 'string'))
  return Object.fromEntries(
    [...new Set(values)].flatMap((value) => {
      const rule = BY_WORD.find(([pattern]) => pattern.test(value))?.[1]
      return rule === undefined || value.includes('*') ? [] : [[value, rule] as const]
    }),
  )
}

/** Statuses after which `x-speakeasy-retries` repeats a request. */
function retriedStatuses(operations: readonly SpecOperation[], { spec }: RuleContext): Record<string, DialectErrorRule> {
  const holders = [spec.root, ...operations.map(({ place }) => place)]
  const listed = holders.flatMap((holder) => items(child(spec.sources.deref(child(holder, 'x-speakeasy-retries')), 'statusCodes')))
  const statuses = [...new Set(listed.map(({ value }) => textOf(value)))].filter((status) => /^[45]\d\d$/.test(status)).toSorted()
  return Object.fromEntries(
    statuses.map((status): [string, DialectErrorRule] => [
      status,
      status === '429'
        ? { class: 'rate-limit', meaning: 'too many requests', retry: true }
        : { class: 'server', meaning: 'a passing fault', retry: true },
    ]),
  )
}
