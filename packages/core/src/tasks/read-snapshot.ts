import { defined } from '../contract/defined.ts'
import { type Candidates, type ErrorReading, ruleOfCode, type StateRule, type TaskRules } from '../contract/index.ts'
import { type EvaluationScope, firstNumber, firstOf, firstText, holds, type ReadingOptions, readOutputs } from '../expressions/evaluate.ts'
import { excerptOf, SENTENCE_LENGTH } from '../http/message-text.ts'
import type { TaskFailure, TaskSnapshot } from './task.ts'

/** A text of the provider, shortened, because it is stored and shown in many places. */
function excerpt(candidates: Candidates | undefined, scope: EvaluationScope): string | undefined {
  const text = firstText(candidates, scope)
  return text === undefined ? undefined : excerptOf(text, SENTENCE_LENGTH)
}

function failureInSnapshot(
  rules: TaskRules,
  rule: StateRule,
  { errors, scope }: { readonly errors: ErrorReading; readonly scope: EvaluationScope },
): TaskFailure {
  const code = excerpt(rules.failure.code, scope)
  const listed = ruleOfCode(errors.codes, code)
  return {
    class: rule.class ?? listed?.class ?? 'unknown',
    ...defined({ code, retry: rule.class === undefined ? listed?.retry : undefined }),
    message: excerpt(rules.failure.message, scope) ?? rule.reason ?? listed?.meaning ?? 'the provider gives no reason',
    ...defined({
      meaning: listed?.meaning,
      hint: listed?.hint,
    }),
  }
}

/** A failed task's cost as far as the response says, and whether it is charged, or may be, by the document. */
function costOfFailure(
  { failure: { billable }, credits: cost }: TaskRules,
  { code, class: kind }: TaskFailure,
  scope: EvaluationScope,
): { readonly credits: number | undefined; readonly billable?: boolean | undefined } {
  const reported = firstNumber(cost, scope)
  if (billable === undefined) return { credits: reported }
  const says = ruleOfCode(billable, code) ?? billable[kind] ?? billable['*'] ?? []
  const credits = reported ?? (typeof says === 'object' ? firstNumber(says, scope) : undefined)
  if (credits !== undefined) return { credits, billable: credits > 0 }
  return { credits, billable: typeof says === 'boolean' ? says : String(firstOf(says, scope)) !== 'false' }
}

/** Reads a task's state from a response. The first state rule that holds decides; if none holds, the state is unknown. */
export function readSnapshot(
  taskId: string,
  {
    rules,
    errors,
    scope,
    ...reading
  }: { readonly rules: TaskRules; readonly errors: ErrorReading; readonly scope: EvaluationScope } & ReadingOptions,
): TaskSnapshot {
  const rule = rules.states.find((each) => holds(each, scope))
  const raw = excerpt(rules.raw, scope)
  const failure = rule?.is === 'failed' ? failureInSnapshot(rules, rule, { errors, scope }) : undefined
  const { credits, billable } = failure ? costOfFailure(rules, failure, scope) : { credits: firstNumber(rules.credits, scope) }
  const reached = firstNumber(rules.progress?.from, scope)
  const progress = reached && Math.round(100 * Math.min(1, Math.max(0, reached / (rules.progress?.of ?? 1)))) / 100
  return {
    taskId,
    state: rule?.is ?? 'running',
    ...defined({ raw, progress }),
    known: rule !== undefined,
    outputs: readOutputs(rules.outputs, scope, reading),
    ...defined({ failure: failure && { ...failure, ...defined({ billable }) }, credits }),
    body: scope.body,
  }
}
