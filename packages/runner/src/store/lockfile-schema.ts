import { compileValidator } from '@shotlist/codegen/compile-validator'
import type { ValidateFunction } from 'ajv'
import { compiledValidator } from '../manifest/catalog/compiled-validators.ts'

const text = { type: 'string' }
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const amount = { type: 'number', minimum: 0 }

/** A part of a path that does not lead upwards. */
const segment = String.raw`(\.|\.?[^./\\\0][^/\\\0]*|\.\.[^/\\\0]+)`
/** Names a file below the output folder: a lockfile comes with a clone, and must not lead anywhere else. */
const path = { type: 'string', pattern: `^${segment}(/+${segment})*/*$` }

/** JSON Schema of an entry; what a later minor version adds is let through. */
const entry = {
  type: 'object',
  required: ['provider', 'operation', 'fingerprint', 'key', 'request'],
  properties: {
    provider: text,
    operation: text,
    take: { type: 'integer', minimum: 1 },
    fingerprint: sha256,
    key: text,
    task_id: text,
    credits: amount,
    seed: { type: 'number' },
    seed_of: text,
    request: { type: 'object' },
    inputs: { type: 'object' },
    outputs: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
    output: path,
    sha256,
    bytes: { type: 'integer', minimum: 1 },
    width: amount,
    height: amount,
    seconds: amount,
  },
}

/** A take, and the render of it; once, a take alone. */
const pick = { type: ['string', 'object'], required: ['take', 'render'], properties: { take: text, render: text } }

/** Which jobs a run left at a provider, or may have. */
const inFlight = {
  type: 'object',
  required: ['run', 'since', 'jobs'],
  properties: { run: text, since: text, jobs: { type: 'array', items: text } },
}

/** What a lockfile and one of its entries must be. The build compiles them. */
export const lockfileSchemas = {
  entry,
  content: {
    type: 'object',
    properties: {
      documents: { type: 'object', additionalProperties: { type: 'object' } },
      picks: { type: 'object', additionalProperties: pick },
      in_flight: inFlight,
      jobs: { type: 'object', additionalProperties: entry },
    },
  },
} as const

/** What a text must be, by the pattern that it must match. */
const WORDS: ReadonlyMap<unknown, string> = new Map([
  [sha256.pattern, 'must be a SHA-256: 64 digits and letters from a to f'],
  [path.pattern, 'must be the path of a file below the output folder'],
])

const validators = new Map<string, ValidateFunction>()

function validatorOf(part: keyof typeof lockfileSchemas): ValidateFunction {
  const validator = validators.get(part) ?? compiledValidator(`lockfile/${part}`) ?? compileValidator(lockfileSchemas[part])
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
