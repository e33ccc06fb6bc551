import { errorClassNames } from '@shotlist/codegen'
import type { ErrorClass } from '../documents/terms.ts'
import { ScenarioError } from './scenario-error.ts'

const PHASES = ['submit', 'read', 'upload', 'query', 'download'] as const

/** What a request does. A fault targets one of these, `any`, `result`, or an operation by its name. */
export type Phase = (typeof PHASES)[number]

/** The reads of this name are the requests for the result of a task, if the document describes one. */
export const RESULT = 'result'

/** Which of the matching requests a fault applies to. */
type Aim = {
  /** `any`, a phase, `result` (those reads that return the result of a task), or the name of an operation (`extend`). */
  readonly on: string
  /** The probability that it applies, 0 to 1. Default 1. */
  readonly probability?: number
  /** How often it applies at most. Default: no limit. */
  readonly times?: number
  /** How many matching requests to skip first. Default 0. */
  readonly after?: number
  /** Applies only to the matching request with this number, or these numbers, from 1. */
  readonly nth?: number | readonly number[]
}

/** A field of a fault. `type` exists only for the compiler: it carries the type of the field's value. */
type Field<T = unknown> = {
  readonly test: (value: unknown) => boolean
  readonly wants: string
  readonly required?: true
  readonly type?: T
}

function number(min: number, max = Number.MAX_SAFE_INTEGER): Field<number> {
  return {
    test: (value) => typeof value === 'number' && value >= min && value <= max,
    wants: max === Number.MAX_SAFE_INTEGER ? `a number of at least ${min}` : `a number from ${min} to ${max}`,
  }
}
const text: Field<string> = { test: (value) => typeof value === 'string' && value !== '', wants: 'a text' }
const flag: Field<boolean> = { test: (value) => typeof value === 'boolean', wants: 'true or false' }
const errorClass: Field<ErrorClass> = {
  test: (value) => errorClassNames.some((name) => name === String(value)),
  wants: `one of ${errorClassNames.join(', ')}`,
}
function either<A, B>(one: Field<A>, other: Field<B>): Field<A | B> {
  return { test: (value) => one.test(value) || other.test(value), wants: `${one.wants}, or ${other.wants}` }
}
const ordinals: Field<number | readonly number[]> = {
  test: (value) => (Array.isArray(value) ? value : [value]).every((one) => Number.isInteger(one) && (one as number) >= 1),
  wants: 'a whole number of at least 1, or a list of them',
}
function required<T>(field: Field<T>): Field<T> & { readonly required: true } {
  return { ...field, required: true }
}

const aim: { readonly [Name in keyof Aim]-?: Field<Aim[Name]> } = {
  on: text,
  probability: number(0, 1),
  times: number(1),
  after: number(0),
  nth: ordinals,
}

type KindRules = {
  /** The phase whose requests it applies to. */
  readonly phase: Phase | 'any'
  readonly fields: Readonly<Record<string, Field>>
}

/** All kinds of fault. The types `Fault` and `FaultKind` follow from this table. */
export const faultRules = {
  latency: { phase: 'any', fields: { ms: required(number(0)), jitterMs: number(0) } },
  'drop-before': { phase: 'any', fields: {} },
  'drop-after': { phase: 'any', fields: {} },
  'drop-mid-body': { phase: 'any', fields: {} },
  'stall-headers': { phase: 'any', fields: {} },
  'stall-body': { phase: 'any', fields: {} },
  status: { phase: 'any', fields: { status: required(number(300, 599)), retryAfter: either(number(0), text), accepted: flag } },
  html: { phase: 'any', fields: { accepted: flag } },
  'truncated-json': { phase: 'any', fields: { accepted: flag } },
  'foreign-json': { phase: 'any', fields: { body: text, accepted: flag } },
  continue: { phase: 'any', fields: {} },
  error: { phase: 'any', fields: { class: errorClass, code: text, message: text, retryAfter: either(number(0), text) } },
  stale: { phase: 'read', fields: {} },
  'reads-failed': { phase: 'read', fields: { class: errorClass, code: text, message: text } },
  'task-fails': { phase: 'submit', fields: { class: errorClass, code: text, message: text, charged: flag } },
  'task-never-ends': { phase: 'submit', fields: {} },
  'task-unknown-state': { phase: 'submit', fields: { value: either(text, number(Number.MIN_SAFE_INTEGER)), forMs: number(0) } },
  'task-slow': { phase: 'submit', fields: { factor: required(number(0)) } },
  'slow-download': { phase: 'download', fields: { bytesPerSecond: required(number(1)) } },
  'truncated-download': { phase: 'download', fields: {} },
  'expired-download': { phase: 'download', fields: {} },
  'wrong-content': { phase: 'download', fields: {} },
  'no-length': { phase: 'download', fields: {} },
  'no-range': { phase: 'download', fields: {} },
} as const satisfies Readonly<Record<string, KindRules>>

export type FaultKind = keyof typeof faultRules

type ValueOf<F> = F extends Field<infer T> ? T : never

/** The values of fields, with those that are required apart from the others. */
type ValuesOf<Fields> = {
  readonly [Name in keyof Fields as Fields[Name] extends { readonly required: true } ? Name : never]: ValueOf<Fields[Name]>
} & {
  readonly [Name in keyof Fields as Fields[Name] extends { readonly required: true } ? never : Name]?: ValueOf<Fields[Name]>
}

/** A deliberate error. */
export type Fault = { [Kind in FaultKind]: Aim & { readonly kind: Kind } & ValuesOf<(typeof faultRules)[Kind]['fields']> }[FaultKind]

/** The names of all kinds of fault. */
export const faultKinds = Object.keys(faultRules) as FaultKind[]

/**
 * Checks a list of faults from outside. `operations` are the document's operations; `on` must be one of them, a phase or `any`.
 * @throws ScenarioError with every mistake.
 */
export function readFaults(value: unknown, operations: readonly string[]): Fault[] {
  if (!Array.isArray(value)) throw new ScenarioError('the faults cannot be used', ['faults: must be a list'])
  const targets = ['any', ...PHASES, RESULT, ...operations]
  const mistakes = value.flatMap((fault, index) => mistakesOf(fault, `faults[${index}]`, targets))
  if (mistakes.length > 0) throw new ScenarioError('the faults cannot be used', mistakes)
  return value as Fault[]
}

function mistakesOf(fault: unknown, at: string, targets: readonly string[]): string[] {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) return [`${at}: must be an object with \`on\` and \`kind\``]
  const given = fault as Record<string, unknown>
  const kind = String(given['kind'])
  if (!Object.hasOwn(faultRules, kind)) return [`${at}.kind: must be one of ${faultKinds.join(', ')}`]
  const fields: Readonly<Record<string, Field>> = { ...aim, ...faultRules[kind as FaultKind].fields }
  const mistakes: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && given[name] === undefined) mistakes.push(`${at}.${name}: is required by ${kind}: ${field.wants}`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'kind' || value === undefined) continue
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined)
      mistakes.push(`${at}.${name}: is not a field of ${kind}; its fields are ${['kind', ...Object.keys(fields)].join(', ')}`)
    else if (!field.test(value)) mistakes.push(`${at}.${name}: must be ${field.wants}`)
  }
  const on = String(given['on'])
  const { phase } = faultRules[kind as FaultKind]
  if (!targets.includes(on)) mistakes.push(`${at}.on: must be one of ${targets.join(', ')}`)
  else if (phase !== 'any' && on !== phase && [...PHASES, RESULT].includes(on))
    mistakes.push(
      `${at}.on: ${kind} strikes ${phase === 'submit' ? 'submissions' : `requests of the phase ${phase}`} only: write ${phase}, not ${on}`,
    )
  return mistakes
}
