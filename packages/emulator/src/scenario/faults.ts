import { errorClassNames } from '@shotlist/codegen'
import type { ErrorClass } from '../documents/terms.ts'
import { ScenarioError } from './scenario-error.ts'

/** What a request does. A fault targets one of these, `any`, or an operation by its name. */
export type Phase = 'submit' | 'read' | 'upload' | 'query' | 'download'

/** Which of the matching requests a fault applies to. */
type Aim = {
  /** `any`, a phase, or the name of an operation (`extend`). */
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

/** A deliberate error. */
export type Fault = Aim &
  (
    | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
    | { readonly kind: 'drop-before' | 'drop-after' | 'drop-mid-body' | 'stall-headers' | 'stall-body' }
    | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number | string; readonly accepted?: boolean }
    | { readonly kind: 'html' | 'truncated-json'; readonly accepted?: boolean }
    | { readonly kind: 'foreign-json'; readonly body?: string; readonly accepted?: boolean }
    | { readonly kind: 'continue' }
    | {
        readonly kind: 'error'
        readonly class?: ErrorClass
        readonly code?: string
        readonly message?: string
        readonly retryAfter?: number | string
      }
    | { readonly kind: 'stale' }
    | { readonly kind: 'reads-failed'; readonly class?: ErrorClass; readonly code?: string; readonly message?: string }
    | { readonly kind: 'task-fails'; readonly class?: ErrorClass; readonly code?: string; readonly message?: string }
    | { readonly kind: 'task-never-ends' }
    | { readonly kind: 'task-unknown-state'; readonly value?: string | number; readonly forMs?: number }
    | { readonly kind: 'task-slow'; readonly factor: number }
    | { readonly kind: 'slow-download'; readonly bytesPerSecond: number }
    | { readonly kind: 'truncated-download' | 'expired-download' | 'wrong-content' | 'no-length' | 'no-range' }
  )

export type FaultKind = Fault['kind']

type Check = { readonly test: (value: unknown) => boolean; readonly wants: string }

function number(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return {
    test: (value) => typeof value === 'number' && value >= min && value <= max,
    wants: max === Number.MAX_SAFE_INTEGER ? `a number of at least ${min}` : `a number from ${min} to ${max}`,
  }
}
const text: Check = { test: (value) => typeof value === 'string' && value !== '', wants: 'a text' }
const flag: Check = { test: (value) => typeof value === 'boolean', wants: 'true or false' }
const errorClass: Check = {
  test: (value) => errorClassNames.some((name) => name === String(value)),
  wants: `one of ${errorClassNames.join(', ')}`,
}
function either(...checks: Check[]): Check {
  return {
    test: (value) => checks.some((check) => check.test(value)),
    wants: checks.map((check) => check.wants).join(', or '),
  }
}
const ordinals: Check = {
  test: (value) => (Array.isArray(value) ? value : [value]).every((one) => Number.isInteger(one) && (one as number) >= 1),
  wants: 'a whole number of at least 1, or a list of them',
}

const aim: Record<string, Check> = { on: text, probability: number(0, 1), times: number(1), after: number(0), nth: ordinals }

/** The fields of each kind; a trailing `!` marks required fields. */
const fields: Record<FaultKind, Record<string, Check>> = {
  latency: { 'ms!': number(0), jitterMs: number(0) },
  'drop-before': {},
  'drop-after': {},
  'drop-mid-body': {},
  'stall-headers': {},
  'stall-body': {},
  status: { 'status!': number(300, 599), retryAfter: either(number(0), text), accepted: flag },
  html: { accepted: flag },
  'truncated-json': { accepted: flag },
  'foreign-json': { body: text, accepted: flag },
  continue: {},
  error: { class: errorClass, code: text, message: text, retryAfter: either(number(0), text) },
  stale: {},
  'reads-failed': { class: errorClass, code: text, message: text },
  'task-fails': { class: errorClass, code: text, message: text },
  'task-never-ends': {},
  'task-unknown-state': { value: either(text, number(Number.MIN_SAFE_INTEGER)), forMs: number(0) },
  'task-slow': { 'factor!': number(0) },
  'slow-download': { 'bytesPerSecond!': number(1) },
  'truncated-download': {},
  'expired-download': {},
  'wrong-content': {},
  'no-length': {},
  'no-range': {},
}

/** The names of all kinds of fault. */
export const faultKinds = Object.keys(fields) as FaultKind[]

/**
 * Checks a list of faults from outside. `operations` are the document's operations; `on` must be one of them, a phase or `any`.
 * @throws ScenarioError with every mistake.
 */
export function readFaults(value: unknown, operations: readonly string[]): Fault[] {
  if (!Array.isArray(value)) throw new ScenarioError('the faults cannot be used', ['faults: must be a list'])
  const targets = ['any', 'submit', 'read', 'upload', 'query', 'download', ...operations]
  const mistakes = value.flatMap((fault, index) => mistakesOf(fault, `faults[${index}]`, targets))
  if (mistakes.length > 0) throw new ScenarioError('the faults cannot be used', mistakes)
  return value as Fault[]
}

function mistakesOf(fault: unknown, at: string, targets: readonly string[]): string[] {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) return [`${at}: must be an object with \`on\` and \`kind\``]
  const given = fault as Record<string, unknown>
  const own = Object.hasOwn(fields, String(given['kind'])) ? fields[given['kind'] as FaultKind] : undefined
  if (own === undefined) return [`${at}.kind: must be one of ${faultKinds.join(', ')}`]
  const known: Record<string, Check> = { ...aim }
  const mistakes: string[] = []
  for (const [name, check] of Object.entries(own)) {
    const plain = name.replace('!', '')
    known[plain] = check
    if (plain !== name && given[plain] === undefined)
      mistakes.push(`${at}.${plain}: is required by ${String(given['kind'])}: ${check.wants}`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (name === 'kind' || value === undefined) continue
    const check = Object.hasOwn(known, name) ? known[name] : undefined
    if (check === undefined)
      mistakes.push(
        `${at}.${name}: is not a field of ${String(given['kind'])}; its fields are ${['kind', ...Object.keys(known)].join(', ')}`,
      )
    else if (!check.test(value)) mistakes.push(`${at}.${name}: must be ${check.wants}`)
  }
  if (!targets.includes(String(given['on']))) mistakes.push(`${at}.on: must be one of ${targets.join(', ')}`)
  return mistakes
}
