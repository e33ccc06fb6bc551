import { type EndpointModel, ERROR_CLASSES } from '@shotlist/codegen'
import type { ErrorClass, ErrorRule, ErrorRules } from '../documents/terms.ts'
import { baseResponse, errorBase } from './base-response.ts'
import { writeBadEnvelope } from './condition.ts'
import { type Draft, placeType, writeFirst } from './draft.ts'
import { isObject, type Json } from './json.ts'

/** An error to report in the document's own shape. */
export type ErrorResponseSpec = {
  readonly class: ErrorClass
  readonly message: string
  /** One of the document's codes. Default: the first code of the class. */
  readonly code?: string
}

/** A response that the document's own rules read as this error. */
export function errorResponse(rules: ErrorRules, endpoint: EndpointModel | undefined, spec: ErrorResponseSpec): Draft {
  const { code, status } = codeFor(rules, spec)
  const draft = (status >= 300 ? errorBase(endpoint, status) : undefined) ?? envelopeBase(rules, endpoint, status)
  writeFirst(draft, rules.code, codeValue(rules, draft, code))
  writeFirst(draft, rules.message, spec.message)
  writeBadEnvelope(rules, draft)
  return draft
}

/** The code and HTTP status for a class. `busy` and `rate-limit` replace each other if a document has only one of them. */
export function codeFor(rules: ErrorRules, spec: Omit<ErrorResponseSpec, 'message'>): { code: string; status: number } {
  const inEnvelope = rules.envelope !== undefined
  const statusOf = (rule: ErrorRule | undefined): number =>
    rule?.status ?? (inEnvelope ? 200 : (statusFor(rules, spec.class) ?? ERROR_CLASSES[spec.class].status))
  if (spec.code !== undefined) return { code: spec.code, status: statusOf(listedRule(rules.codes, spec.code)) }
  const listed = Object.entries(rules.codes).find(([, rule]) => rule.class === spec.class)
  if (listed !== undefined) return { code: listed[0].replace(/\*$/, '1'), status: statusOf(listed[1]) }
  const status = statusFor(rules, spec.class)
  if (status !== undefined) return { code: String(status), status }
  const other = spec.class === 'busy' ? 'rate-limit' : spec.class === 'rate-limit' ? 'busy' : undefined
  if (other !== undefined && Object.values(rules.codes).some((rule) => rule.class === other)) return codeFor(rules, { class: other })
  return { code: String(ERROR_CLASSES[spec.class].status), status: ERROR_CLASSES[spec.class].status }
}

/** The document's rule for a code: under the code itself, otherwise under the longest `PREFIX*` that it begins with. */
export function listedRule<Rule>(codes: Readonly<Record<string, Rule>>, code: string): Rule | undefined {
  if (Object.hasOwn(codes, code)) return codes[code]
  const families = Object.keys(codes).filter((key) => key.length > 1 && key.endsWith('*') && code.startsWith(key.slice(0, -1)))
  const [longest] = families.toSorted((a, b) => b.length - a.length)
  return longest === undefined ? undefined : codes[longest]
}

/** Whether a document has a code or status for a class. */
export function hasClass(rules: ErrorRules, wanted: ErrorClass): boolean {
  return [...Object.values(rules.codes), ...Object.values(rules.statuses)].some((rule) => rule.class === wanted)
}

function statusFor(rules: ErrorRules, wanted: ErrorClass): number | undefined {
  const entries = Object.entries(rules.statuses).filter(([, rule]) => rule.class === wanted)
  const usual = entries.find(([status]) => Number(status) === ERROR_CLASSES[wanted].status) ?? entries[0]
  return usual === undefined ? undefined : Number(usual[0])
}

/** The base of an error for which the document has no example: the scalars of the successful response, without its payload. */
function envelopeBase(rules: ErrorRules, endpoint: EndpointModel | undefined, status: number): Draft {
  const empty: Draft = { status, headers: {}, body: {}, schema: undefined }
  if (rules.envelope === undefined || endpoint === undefined) return empty
  const good = baseResponse(endpoint)
  if (!isObject(good.body)) return empty
  const scalars = Object.entries(good.body).filter(([, value]) => typeof value !== 'object')
  return { ...empty, body: Object.fromEntries(scalars), schema: good.schema }
}

/** The code as a number if it is digits and the document expects a number at its place or in its envelope. */
function codeValue(rules: ErrorRules, draft: Draft, code: string): Json {
  if (!/^-?\d{1,15}$/.test(code)) return code
  const types = rules.code.map((expression) => placeType(draft, expression)).filter((type) => type !== undefined)
  if (types.length > 0) return types[0] === 'number' ? Number(code) : code
  const ok = rules.envelope?.ok
  const comparesNumber = ok !== undefined && 'equals' in ok && typeof ok.equals === 'number'
  return comparesNumber || Object.keys(rules.codes).every((one) => /^-?\d+\*?$/.test(one)) ? Number(code) : code
}
