import { compileValidator } from '@shotlist/codegen/compile-validator'
import type { ValidateFunction } from 'ajv'
import { compiledValidator } from '../manifest/catalog/compiled-validators.ts'

const TEXT = { type: 'string' }
const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const AMOUNT = { type: 'number', minimum: 0 }

/** A segment of a path other than `..`. */
const SEGMENT = String.raw`(\.|\.?[^./\\\0][^/\\\0]*|\.\.[^/\\\0]+)`
/** The path of a file below the output folder. A lockfile comes with a clone, so its paths must not lead anywhere else. */
const PATH = { type: 'string', pattern: `^${SEGMENT}(/+${SEGMENT})*/*$` }

/** The facts of a file. */
const FILE = {
  output: PATH,
  part: TEXT,
  sha256: SHA256,
  bytes: { type: 'integer', minimum: 1 },
  width: AMOUNT,
  height: AMOUNT,
  seconds: AMOUNT,
}

/** An output of a task: a value, or a list of them. */
const OUTPUT = { type: ['string', 'number', 'array'], items: { type: ['string', 'number'] } }

/** JSON Schema of an entry. Allows unknown keys, which a later minor version may add. */
const ENTRY = {
  type: 'object',
  required: ['provider', 'operation', 'fingerprint', 'key', 'request'],
  properties: {
    provider: TEXT,
    operation: TEXT,
    take: { type: 'integer', minimum: 1 },
    fingerprint: SHA256,
    key: TEXT,
    task_id: TEXT,
    credits: AMOUNT,
    seed: { type: 'number' },
    seed_of: TEXT,
    request: { type: 'object' },
    inputs: { type: 'object' },
    outputs: { type: 'object', additionalProperties: OUTPUT },
    ...FILE,
    others: { type: 'array', items: { type: 'object', required: ['output', 'part', 'sha256', 'bytes'], properties: FILE } },
  },
}

/** A take and its render. Earlier versions wrote the take alone. */
const PICK = { type: ['string', 'object'], required: ['take', 'render'], properties: { take: TEXT, render: TEXT } }

/** The jobs that a run has in flight, or may have. */
const IN_FLIGHT = {
  type: 'object',
  required: ['run', 'since', 'jobs'],
  properties: { run: TEXT, since: TEXT, jobs: { type: 'array', items: TEXT } },
}

/** JSON Schemas of a lockfile and of one entry. The build compiles them. */
export const LOCKFILE_SCHEMAS = {
  entry: ENTRY,
  content: {
    type: 'object',
    properties: {
      documents: { type: 'object', additionalProperties: { type: 'object' } },
      picks: { type: 'object', additionalProperties: PICK },
      in_flight: IN_FLIGHT,
      jobs: { type: 'object', additionalProperties: ENTRY },
    },
  },
} as const

/** Messages by the pattern that a text fails to match. */
const PATTERN_MESSAGES: ReadonlyMap<unknown, string> = new Map([
  [SHA256.pattern, 'must be a SHA-256: 64 digits and letters from a to f'],
  [PATH.pattern, 'must be the path of a file below the output folder'],
])

const validators = new Map<string, ValidateFunction>()

function validatorOf(part: keyof typeof LOCKFILE_SCHEMAS): ValidateFunction {
  const validator = validators.get(part) ?? compiledValidator(`lockfile/${part}`) ?? compileValidator(LOCKFILE_SCHEMAS[part])
  validators.set(part, validator)
  return validator
}

/** The problem with the content of a lockfile; undefined if it is valid. */
export function lockfileProblem(content: unknown): string | undefined {
  return problemBy(validatorOf('content'), content)
}

/** The problem with an entry of a lockfile; undefined if it is valid. */
export function entryProblem(content: unknown): string | undefined {
  return problemBy(validatorOf('entry'), content)
}

function problemBy(validator: ValidateFunction, content: unknown): string | undefined {
  if (validator(content)) return undefined
  const [error] = validator.errors ?? []
  const where = (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'it'
  return `${where} ${PATTERN_MESSAGES.get(error?.params['pattern']) ?? error?.message ?? 'is not valid'}`
}
