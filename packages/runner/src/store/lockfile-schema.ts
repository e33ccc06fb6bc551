import { compileValidator } from '@shotlist/codegen/compile-validator'
import type { ValidateFunction } from 'ajv'
import { compiledValidator } from '../manifest/catalog/compiled-validators.ts'

const TEXT = { type: 'string' }
const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const AMOUNT = { type: 'number', minimum: 0 }

/** A part of a path that does not lead upwards. */
const SEGMENT = String.raw`(\.|\.?[^./\\\0][^/\\\0]*|\.\.[^/\\\0]+)`
/** Names a file below the output folder: a lockfile comes with a clone, and must not lead anywhere else. */
const PATH = { type: 'string', pattern: `^${SEGMENT}(/+${SEGMENT})*/*$` }

/** JSON Schema of an entry; what a later minor version adds is let through. */
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
    outputs: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
    output: PATH,
    sha256: SHA256,
    bytes: { type: 'integer', minimum: 1 },
    width: AMOUNT,
    height: AMOUNT,
    seconds: AMOUNT,
  },
}

/** A take, and the render of it; once, a take alone. */
const PICK = { type: ['string', 'object'], required: ['take', 'render'], properties: { take: TEXT, render: TEXT } }

/** Which jobs a run left at a provider, or may have. */
const IN_FLIGHT = {
  type: 'object',
  required: ['run', 'since', 'jobs'],
  properties: { run: TEXT, since: TEXT, jobs: { type: 'array', items: TEXT } },
}

/** What a lockfile and one of its entries must be. The build compiles them. */
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

/** What a text must be, by the pattern that it must match. */
const WORDS: ReadonlyMap<unknown, string> = new Map([
  [SHA256.pattern, 'must be a SHA-256: 64 digits and letters from a to f'],
  [PATH.pattern, 'must be the path of a file below the output folder'],
])

const validators = new Map<string, ValidateFunction>()

function validatorOf(part: keyof typeof LOCKFILE_SCHEMAS): ValidateFunction {
  const validator = validators.get(part) ?? compiledValidator(`lockfile/${part}`) ?? compileValidator(LOCKFILE_SCHEMAS[part])
  validators.set(part, validator)
  return validator
}

/** What is wrong with the content of a lockfile; undefined where nothing is. */
export function lockfileProblem(content: unknown): string | undefined {
  return problemBy(validatorOf('content'), content)
}

/** What is wrong with what is to be an entry of one. */
export function entryProblem(content: unknown): string | undefined {
  return problemBy(validatorOf('entry'), content)
}

function problemBy(validator: ValidateFunction, content: unknown): string | undefined {
  if (validator(content)) return undefined
  const [error] = validator.errors ?? []
  const where = (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'it'
  return `${where} ${WORDS.get(error?.params['pattern']) ?? error?.message ?? 'is not as it should be'}`
}
