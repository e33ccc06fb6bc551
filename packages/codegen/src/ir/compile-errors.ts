import type { ErrorRule, ErrorRules } from '@shotlist/core/contract'
import type { DialectErrorRule, DialectErrors } from '../dialect/dialect.gen.ts'
import { ERROR_CLASSES } from '../dialect/error-classes.ts'
import { defined } from '../issues/defined.ts'
import { own } from '../spec/place.ts'
import { candidates, condition, optionalCandidates } from './candidates.ts'

/** Error rules with all defaults. Without `x-errors` the HTTP status alone decides. */
export function compileErrors(written: DialectErrors | undefined): ErrorRules {
  const errors = written ?? {}
  const inBody = errors.envelope !== undefined
  const statuses = Object.entries(errors.statuses ?? {}).map(([status, rule]) => [status, statusRule(status, rule)] as const)
  return {
    ...defined({ envelope: errors.envelope === undefined ? undefined : compileEnvelope(errors.envelope) }),
    code: candidates(errors.code),
    message: candidates(errors.message),
    ...optionalCandidates('trace', errors.trace),
    codes: mapRules(errors.codes ?? {}, (rule) => errorRule(rule, inBody ? 200 : ERROR_CLASSES[rule.class].status)),
    statuses: { ...withStatus(COMMON_STATUSES), ...Object.fromEntries(statuses) },
  }
}

function compileEnvelope(envelope: NonNullable<DialectErrors['envelope']>): NonNullable<ErrorRules['envelope']> {
  return defined({
    ok: envelope.ok === undefined ? undefined : condition(envelope.ok),
    failed: envelope.failed === undefined ? undefined : condition(envelope.failed),
  })
}

/** Adds a hint to a status that has none in the document: the usual one, or a more careful one if a task may have been started. */
function statusRule(status: string, rule: DialectErrorRule): ErrorRule {
  const usual = own(COMMON_STATUSES, status)
  const hint = rule.billable === true ? CAREFUL : usual?.class === rule.class ? usual.hint : undefined
  return errorRule(hint === undefined ? rule : { hint, ...rule }, Number(status))
}

const CAREFUL = 'a task may have been started: look for it before sending the request again'

function errorRule(rule: DialectErrorRule, status: number): ErrorRule {
  return {
    class: rule.class,
    meaning: rule.meaning,
    ...defined({ hint: rule.hint }),
    retry: rule.retry ?? ERROR_CLASSES[rule.class].passes,
    billable: rule.billable ?? false,
    status: rule.status ?? status,
  }
}

function mapRules<In, Out>(rules: Readonly<Record<string, In>>, map: (rule: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, map(rule)]))
}

function withStatus(rules: Readonly<Record<string, ErrorRule>>): Record<string, ErrorRule> {
  return Object.fromEntries(Object.entries(rules).map(([status, rule]) => [status, { ...rule, status: Number(status) }]))
}

/** The meaning of a status that the document does not list. Clients have the same table (`classify` of the runtime). */
export const COMMON_STATUSES: Readonly<Record<string, ErrorRule>> = {
  400: {
    class: 'invalid-request',
    meaning: 'the request is not valid',
    hint: 'read the message and check the fields',
    retry: false,
    billable: false,
  },
  401: {
    class: 'auth',
    meaning: 'the key is missing or not accepted',
    hint: 'check the key, and that it is one for this provider',
    retry: false,
    billable: false,
  },
  402: { class: 'quota', meaning: 'payment is required', hint: 'top up the account', retry: false, billable: false },
  403: {
    class: 'forbidden',
    meaning: 'the key may not do this',
    hint: 'check what the key and the plan allow',
    retry: false,
    billable: false,
  },
  404: {
    class: 'not-found',
    meaning: 'there is no such thing',
    hint: 'check the ids, and the base URL if it was replaced',
    retry: false,
    billable: false,
  },
  422: {
    class: 'invalid-request',
    meaning: 'the request is not valid',
    hint: 'read the message and check the fields',
    retry: false,
    billable: false,
  },
  429: { class: 'rate-limit', meaning: 'too many requests', hint: 'wait, as long as Retry-After says', retry: true, billable: false },
  500: { class: 'server', meaning: 'the provider failed', hint: 'try again later', retry: true, billable: false },
  502: { class: 'server', meaning: 'the provider failed behind its gateway', hint: 'try again later', retry: true, billable: false },
  503: { class: 'server', meaning: 'the provider is overloaded or down', hint: 'try again later', retry: true, billable: false },
  504: {
    class: 'server',
    meaning: 'the provider did not answer its gateway in time',
    hint: 'try again later',
    retry: true,
    billable: false,
  },
}
