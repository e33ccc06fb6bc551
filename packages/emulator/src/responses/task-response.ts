import type { EndpointModel } from '@shotlist/codegen'
import type { ErrorRules, StateRule, TaskRules, TaskState } from '../documents/terms.ts'
import { baseResponse, baseResponses, copyDraft, echoRequest, errorBase } from './base-response.ts'
import { costPlaces, type Failure } from './billed.ts'
import { holds, makeFail, makeHold, writeGoodEnvelope } from './condition.ts'
import {
  chooseCandidate,
  clearAll,
  type Draft,
  hasOutputs,
  holdsFlag,
  listedAt,
  mayHave,
  outputsIn,
  placeType,
  readFirst,
  readPlace,
  typedFor,
  writeDescribed,
  writeFirst,
  writeOrClear,
  writePlace,
} from './draft.ts'
import { codeFor } from './error-response.ts'
import { isEmpty, isObject, type Json, type JsonObject } from './json.ts'
import { parsePlace, readAt } from './place.ts'
import { schemasAt } from './schema.ts'
import { clearFiles, writeOutputs } from './write-outputs.ts'

const ANY_FAILURE: Failure = { class: 'server', message: 'the generation failed' }

/** What a response says about a task. */
export type TaskView = {
  readonly state: TaskState | 'unknown'
  /** The raw state for `unknown`: a value that the document does not know. */
  readonly word: Json
  readonly failure: Failure | undefined
  readonly outputs: Readonly<Record<string, Json>>
  readonly credits: number | undefined
  /** How far it is, from 0 to 1. */
  readonly progress: number
  /** The task's id as text, and its original request. */
  readonly id: string
  /** What its result is requested by. */
  readonly resultId: string
  /** What it is cancelled by. */
  readonly cancelId: string
  readonly request: Json
  readonly fields: JsonObject
  readonly createdMs: number
}

/** The parts of a document that decide how a response about a task looks. */
export type TaskDocument = { readonly endpoint: EndpointModel; readonly rules: TaskRules; readonly errors: ErrorRules }

/** The response about one task. The document's own rules read its state, outputs and failure from it. */
export function taskResponse(document: TaskDocument, view: TaskView): Draft {
  const { endpoint, rules, errors } = document
  const bases = baseResponses(endpoint, (candidate) => describesTask(candidate, rules))
  let draft = writeTask(document, bases[0], view)
  // A document may describe some states under one status, and the others under another.
  for (const other of bases.slice(1)) if (!allowsState(draft, rules)) draft = writeTask(document, other, view)
  const { status } = bases.find((base) => base.schema === draft.schema) ?? bases[0]
  // Where the HTTP status tells the state, the body is the one that the document describes for that status.
  const described = draft.status === status ? undefined : errorBase(endpoint, draft.status)
  if (described !== undefined) {
    const own = writeTask(document, described, view)
    if (decidingRule(own, rules.states) === decidingRule(draft, rules.states)) draft = own
  }
  const good = copyDraft(draft)
  writeGoodEnvelope(errors, good)
  // Keep the original envelope if a success envelope would change the state.
  return decidingRule(good, rules.states) === decidingRule(draft, rules.states) ? good : draft
}

/** The task as an item of a list. An item has the shape of the body of a single read, without its envelope. */
export function taskItem(document: TaskDocument, base: Draft, view: TaskView): Json {
  return writeTask(document, copyDraft(base), view).body ?? null
}

function writeTask({ rules, errors }: TaskDocument, draft: Draft, view: TaskView): Draft {
  writeIdentity(rules, draft, view)
  const outputs = outputsIn(rules)
  if (rules.progress !== undefined) writeFirst(draft, rules.progress.from, Math.round(view.progress * rules.progress.of * 100) / 100)
  if (view.state === 'succeeded') {
    writeOutputs(draft, outputs, view.outputs)
    clearFiles(draft, Object.fromEntries(Object.entries(outputs).filter(([name]) => view.outputs[name] === undefined)))
    if (rules.result?.value !== undefined) writeFirst(draft, rules.result.value, view.resultId)
    if (rules.credits !== undefined) writeOrClear(draft, rules.credits, view.credits)
  } else {
    writeOutputs(draft, outputs, idsOnly(rules, view.outputs))
    clearFiles(draft, outputs)
    if (rules.result?.value !== undefined) clearAll(draft, rules.result.value)
    if (rules.credits !== undefined) clearAll(draft, rules.credits)
  }
  return withState(rules, errors, draft, view)
}

/** Writes the task's id, creation time and request fields wherever the response has a place for them. */
function writeIdentity(rules: TaskRules, draft: Draft, view: TaskView): void {
  const { recent, readMany } = rules
  const idPlaces = [...(recent?.itemId ?? []), ...(readMany?.itemId ?? [])]
  draft.body = withValue(draft.body, readFirst(draft, idPlaces), view.id)
  echoRequest(draft.body, { ...view.fields, ...idField(rules, view.id) })
  for (const place of rules.id) if (!isEmpty(readPlace(draft, place))) writePlace(draft, place, typedFor(draft, place, view.id))
  for (const places of [readMany?.itemId, recent?.itemId]) if (places !== undefined) writeFirst(draft, places, view.id)
  writeDescribed(draft, rules.cancel?.value, view.cancelId)
  if (recent?.request !== undefined) writeFirst(draft, recent.request, structuredClone(view.request))
  if (recent?.createdAt !== undefined) writeFirst(draft, recent.createdAt, timeLike(readFirst(draft, recent.createdAt), view.createdMs))
}

/** A time in the form of the document's example: ISO text, milliseconds or seconds. */
function timeLike(example: Json | undefined, ms: number): Json {
  if (typeof example === 'string' && /^\d{4}-/.test(example)) return new Date(ms).toISOString()
  return Number(example) >= 1e11 ? ms : ms / 1000
}

function withState(rules: TaskRules, errors: ErrorRules, base: Draft, view: TaskView): Draft {
  if (view.state === 'unknown') return writeUnknownState(base, rules, view.word) ?? base
  if (view.state === 'failed') {
    const failure = view.failure ?? ANY_FAILURE
    const failed = writeFailure(rules, errors, base, failure)
    writeCost(failed, costPlaces({ rules, errors, failure }), failure.isBilled === true ? (view.credits ?? 1) : 0)
    return failed
  }
  const shown = nearestState(rules.states, view.state)
  // Clients read a state that no rule of the document matches as running.
  if (shown === undefined) return writeUnlistedState(base, rules, view.state) ?? base
  return writeState(base, rules.states, (rule) => rule.is === shown) ?? base
}

/** The task's id under its field name in the submission's response, because responses about the task often repeat that field. */
function idField(rules: TaskRules, id: string): JsonObject {
  const place = rules.id.map(parsePlace).find((one) => one.in === 'body')
  const name = place?.tokens.at(-1)
  return name === undefined ? {} : { [name]: id }
}

/** Whether the schema of a response allows the state in it. */
function allowsState(draft: Draft, { states }: TaskRules): boolean {
  const places = decidingRule(draft, states)?.at ?? []
  return places.every((place) => mayHave(draft, place, readPlace(draft, place)))
}

/** Whether an example describes one task: it has an output or a state. */
function describesTask(draft: Draft, rules: TaskRules): boolean {
  return hasOutputs(outputsIn(rules))(draft) || readFirst(draft, rules.raw) !== undefined
}

function idsOnly(rules: TaskRules, outputs: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => rules.outputs[name]?.type === 'id'))
}

/** Replaces every occurrence of the example's id in the body, so that a response that repeats its id stays consistent. */
function withValue(body: Json | undefined, example: Json | undefined, value: string): Json | undefined {
  if (body === undefined || isEmpty(example)) return body
  if (Array.isArray(body)) return body.map((item) => withValue(item, example, value) ?? null)
  if (isObject(body)) return Object.fromEntries(Object.entries(body).map(([key, inner]) => [key, withValue(inner, example, value) ?? null]))
  return typeof body === 'string' && body === example ? value : body
}

/** Changes a response so that the document's rules read a failed task from it, with its reason if the document has a place for it. */
function writeFailure(rules: TaskRules, errors: ErrorRules, base: Draft, failure: Failure): Draft {
  const withReason = copyDraft(base)
  writeReason(rules, errors, withReason, failure)
  const written =
    writeState(withReason, rules.states, fittingRules(rules.states, failure)) ?? writeState(base, rules.states, isFailed) ?? base
  // Writing the state may have removed the reason, and writing the reason again may change the state.
  const rewritten = copyDraft(written)
  writeReason(rules, errors, rewritten, failure)
  return decidingRule(rewritten, rules.states)?.is === 'failed' ? rewritten : written
}

/** Writes what a failed task costs: as an amount, or as `true` or `false` if the place holds that. */
function writeCost(draft: Draft, places: readonly string[], cost: number): void {
  if (places.length === 0) return
  const chosen = chooseCandidate(draft, places)
  writeFirst(draft, places, holdsFlag(draft, chosen) ? cost > 0 : cost)
}

function writeReason({ failure: places }: TaskRules, errors: ErrorRules, draft: Draft, failure: Failure): void {
  if (places.code !== undefined) writeCode(errors, draft, places.code, failure)
  if (places.message !== undefined) writeFirst(draft, places.message, failure.message)
}

/** Writes a failure's code: of the codes of its class, the first that the schema of the response allows. */
function writeCode(errors: ErrorRules, draft: Draft, candidates: readonly string[], { class: ofClass, code }: Failure): void {
  const chosen = chooseCandidate(draft, candidates)
  const known = Object.entries(errors.codes).flatMap(([name, rule]) => (rule.class === ofClass ? [name] : []))
  const all = [...(code === undefined ? [] : [code]), codeFor(errors, { class: ofClass }).code, ...known]
  const allowed = all.find((one) => mayHave(draft, chosen, typedFor(draft, chosen, one)))
  if (allowed !== undefined) writeFirst(draft, candidates, allowed)
}

/** Matches the rules of the failure's own class if the document has one; otherwise the rules that leave the class to the code. */
function fittingRules(states: readonly StateRule[], failure: Failure): (rule: StateRule) => boolean {
  const hasOwn = states.some((rule) => isFailed(rule) && rule.class === failure.class)
  return (rule) => isFailed(rule) && rule.class === (hasOwn ? failure.class : undefined)
}

function isFailed(rule: StateRule): boolean {
  return rule.is === 'failed'
}

const MAX_PASSES = 12

/** The rule that decides the state of a response; `undefined` if no rule holds, which clients read as an unknown state. */
export function decidingRule(draft: Draft, rules: readonly StateRule[]): StateRule | undefined {
  return rules.find((rule) => holds(draft, rule))
}

/**
 * Changes a response so that the document's own rules read the wanted state from it: a rule with that state is made to hold, and the rules
 * before it are made to fail. Rules may interfere with each other, so each rule is tried in several passes, and the first draft that
 * succeeds is returned.
 * @returns `undefined` if no rule can be made to decide.
 */
export function writeState(draft: Draft, rules: readonly StateRule[], wanted: (rule: StateRule) => boolean): Draft | undefined {
  for (const rule of rules) {
    if (!wanted(rule)) continue
    const attempt = copyDraft(draft)
    if (settle(attempt, rules, rule)) return attempt
  }
  return undefined
}

/** Changes a response so that no rule holds: a state that the document does not know. `word` is written where the raw state is read. */
function writeUnknownState(draft: Draft, rules: TaskRules, word: Json): Draft | undefined {
  const attempt = copyDraft(draft)
  const raw = rules.raw[0]
  if (!settle(attempt, rules.states, undefined)) return undefined
  if (raw === undefined) return attempt
  const before = copyDraft(attempt)
  writePlace(attempt, raw, placeType(attempt, raw) === 'number' && typeof word !== 'number' ? 4711 : word)
  return decidingRule(attempt, rules.states) === undefined ? attempt : before
}

/** A state for which the document has no rule, in a word that its schema allows. */
function writeUnlistedState(draft: Draft, rules: TaskRules, state: TaskState): Draft | undefined {
  const [raw] = rules.raw
  const words = raw === undefined ? [] : listedAt(draft, raw).filter((word) => word !== null)
  for (const word of words) {
    const attempt = writeUnknownState(draft, rules, word)
    if (attempt !== undefined && raw !== undefined && readPlace(attempt, raw) === word) return attempt
  }
  return writeUnknownState(draft, rules, state)
}

/** The state itself if the document has a rule for it, otherwise the nearest one that it has. */
export function nearestState(rules: readonly StateRule[], state: TaskState): TaskState | undefined {
  const known = (one: TaskState): boolean => rules.some((rule) => rule.is === one)
  if (known(state)) return state
  if (state === 'pending' && known('running')) return 'running'
  return state === 'running' && known('pending') ? 'pending' : undefined
}

function settle(draft: Draft, rules: readonly StateRule[], target: StateRule | undefined): boolean {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    if (target !== undefined) makeHold(draft, target)
    const deciding = decidingRule(draft, rules)
    if (deciding === target) return true
    if (deciding !== undefined) makeFail(draft, deciding)
  }
  return false
}

/** The response with many tasks. `items` is where the document reads them; a count beside them is set to their number. */
export function listResponse(endpoint: EndpointModel, items: string, entries: Json[]): Draft {
  const draft = listBase(endpoint, items)
  if (!Array.isArray(readPlace(draft, items))) draft.body = {}
  writePlace(draft, items, entries)
  const place = parsePlace(items)
  const parent = place.in === 'body' ? readAt(draft.body, place.tokens.slice(0, -1)) : undefined
  for (const name of ['count', 'total']) if (isObject(parent) && typeof parent[name] === 'number') parent[name] = entries.length
  return draft
}

/** The first item of the list's own example, as a base for items. `undefined` if the example has no items. */
export function itemBase(endpoint: EndpointModel, items: string): Draft | undefined {
  const draft = listBase(endpoint, items)
  const found = readPlace(draft, items)
  const place = parsePlace(items)
  if (!Array.isArray(found) || found[0] === undefined || place.in !== 'body') return undefined
  const allOf = schemasAt(draft.schema, [...place.tokens, '0'])
  return { status: 200, headers: {}, body: found[0], schema: { ...definitions(draft.schema), allOf } }
}

function listBase(endpoint: EndpointModel, items: string): Draft {
  return baseResponse(endpoint, (candidate) => Array.isArray(readPlace(candidate, items)))
}

/** The definitions of the root, because references inside an item are relative to it. */
function definitions(schema: Draft['schema']): Record<string, unknown> {
  return schema?.['$defs'] === undefined ? {} : { $defs: schema['$defs'] }
}
