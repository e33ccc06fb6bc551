import type { EndpointModel } from '@shotlist/codegen'
import type { ErrorRules, TaskRules, TaskState } from '../documents/terms.ts'
import { baseAnswer, copyDraft } from './base-answer.ts'
import { clearAll, type Draft, readFirst, readPlace, writeFirst, writeOrClear, writePlace } from './draft.ts'
import { echoRequest } from './echo.ts'
import { writeGoodEnvelope } from './envelope.ts'
import { parsePlace } from './expression.ts'
import { type Failure, writeFailure } from './failure-writer.ts'
import { isEmpty, type Json, type JsonObject } from './json.ts'
import { clearFiles, writeOutputs } from './outputs.ts'
import { typedFor } from './place-shape.ts'
import { decidingRule, nearestState, writeState, writeUnknownState } from './state-writer.ts'
import { withValue } from './with-value.ts'

const anyFailure: Failure = { class: 'server', message: 'the generation failed' }

/** What is to be told about a task. */
export type TaskStory = {
  readonly state: TaskState | 'unknown'
  /** For `unknown`: what the document does not know. */
  readonly word: Json
  readonly failure: Failure | undefined
  readonly outputs: Readonly<Record<string, Json>>
  readonly credits: number | undefined
  /** The task's id as text, and its request as it came. */
  readonly id: string
  readonly request: Json
  readonly fields: JsonObject
  readonly createdMs: number
}

/** What answers about tasks are written by. */
export type TaskDocument = { readonly endpoint: EndpointModel; readonly rules: TaskRules; readonly errors: ErrorRules }

/** The answer about one task, from which the document's own rules read its state, outputs and failure. */
export function taskAnswer(document: TaskDocument, story: TaskStory): Draft {
  const { endpoint, rules, errors } = document
  const draft = writeStory(
    document,
    baseAnswer(endpoint, (candidate) => tellsOfTask(candidate, rules)),
    story,
  )
  const good = copyDraft(draft)
  writeGoodEnvelope(errors, good)
  // Where a document takes a failed task's answer for an error, the state matters more.
  return decidingRule(good, rules.states) === decidingRule(draft, rules.states) ? good : draft
}

/** The same, as an item of an answer about many tasks: an item stands for the whole body of a single read, its envelope aside. */
export function taskItem(document: TaskDocument, base: Draft, story: TaskStory): Json {
  return writeStory(document, copyDraft(base), story).body ?? null
}

function writeStory({ rules, errors }: TaskDocument, draft: Draft, story: TaskStory): Draft {
  writeIdentity(rules, draft, story)
  if (story.state === 'succeeded') {
    writeOutputs(draft, rules.outputs, story.outputs)
    if (rules.credits !== undefined) writeOrClear(draft, rules.credits, story.credits)
  } else {
    writeOutputs(draft, rules.outputs, idsOnly(rules, story.outputs))
    clearFiles(draft, rules.outputs)
    if (rules.credits !== undefined) clearAll(draft, rules.credits)
  }
  return withState(rules, errors, draft, story)
}

/** Which task it is, when it was made, and what was asked for: wherever the answer has a place for it. */
function writeIdentity(rules: TaskRules, draft: Draft, story: TaskStory): void {
  const { recent, readMany } = rules
  const idPlaces = [...(recent?.itemId ?? []), ...(readMany?.itemId ?? [])]
  draft.body = withValue(draft.body, readFirst(draft, idPlaces), story.id)
  echoRequest(draft.body, { ...story.fields, ...idField(rules, story.id) })
  for (const place of rules.id) if (!isEmpty(readPlace(draft, place))) writePlace(draft, place, typedFor(draft, place, story.id))
  for (const places of [readMany?.itemId, recent?.itemId]) if (places !== undefined) writeFirst(draft, places, story.id)
  if (recent?.request !== undefined) writeFirst(draft, recent.request, structuredClone(story.request))
  if (recent?.createdAt !== undefined) writeFirst(draft, recent.createdAt, story.createdMs / 1000)
}

function withState(rules: TaskRules, errors: ErrorRules, base: Draft, story: TaskStory): Draft {
  if (story.state === 'unknown') return writeUnknownState(base, rules, story.word) ?? base
  if (story.state === 'failed') return writeFailure(rules, errors, base, story.failure ?? anyFailure)
  const shown = nearestState(rules.states, story.state)
  // A document without a rule for the state leaves it unknown, which its clients take for running.
  if (shown === undefined) return writeUnknownState(base, rules, story.state) ?? base
  return writeState(base, rules.states, (rule) => rule.is === shown) ?? base
}

/** The task's id under the name it had when the task was accepted: answers about the task often repeat it. */
function idField(rules: TaskRules, id: string): JsonObject {
  const place = rules.id.map(parsePlace).find((one) => one.in === 'body')
  const name = place?.tokens.at(-1)
  return name === undefined ? {} : { [name]: id }
}

/** Whether an answer's example is about one task: it has a file, or a state. */
function tellsOfTask(draft: Draft, rules: TaskRules): boolean {
  const hasOutput = Object.values(rules.outputs).some((rule) => readFirst(draft, rule.from) !== undefined)
  return hasOutput || readFirst(draft, rules.raw) !== undefined
}

function idsOnly(rules: TaskRules, outputs: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => rules.outputs[name]?.type === 'id'))
}
