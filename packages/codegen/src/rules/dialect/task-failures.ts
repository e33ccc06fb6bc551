import { errorClassNames } from '../../dialect/error-classes.ts'
import type { Issue } from '../../issues/issue.ts'
import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, items, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** The reason of a failed task can be read, and what says that it is charged names failures that exist. */
export const taskFailures: Rule = function* ({ spec }) {
  const errors = child(spec.root, 'x-errors')
  const envelope = child(errors, 'envelope')
  const codes = entries(child(errors, 'codes')).map(([code]) => code)
  for (const [, task] of entries(child(spec.root, 'x-tasks'))) {
    const failure = child(task, 'failure')
    for (const key of ['ok', 'failed'] as const) yield* hiddenReasons(task, key, child(envelope, key))
    const billable = child(failure, 'billable')
    for (const [name, says] of isObject(billable?.value) ? entries(billable) : []) {
      const near = suggest(name, [...errorClassNames, ...codes])
      if (near === undefined || near === name) continue
      const message = `no class and no code of x-errors is called ${name}`
      yield issueAt(says, { code: 'failure-name', severity: 'warning', message, hint: `did you mean ${near}?`, at: 'key' })
    }
  }
}

/** Places that tell both that a request failed and why a task failed: the envelope decides first. */
function* hiddenReasons(task: Place, key: 'ok' | 'failed', condition: Place | undefined): Iterable<Issue> {
  // Of a list of places, the envelope reads the first that has a value.
  const [place] = placesIn(child(condition, 'at'))
  const failing = items(child(child(task, 'state'), 'rules')).filter(
    // Rules over the HTTP status decide before the envelope.
    (rule) => child(rule, 'is')?.value === 'failed' && !placesIn(child(rule, 'at')).some(({ value }) => value === '$statusCode'),
  )
  if (place === undefined || failing.length === 0) return
  const accepted = valuesIn(condition)
  const isHidden = (rule: Place): boolean => {
    const values = valuesIn(rule)
    return values !== undefined && accepted !== undefined && values.every((value) => accepted.includes(value) === (key === 'failed'))
  }
  const reasons = placesIn(child(child(task, 'failure'), 'code'))
  const state = textOf(placesIn(child(child(task, 'state'), 'raw'))[0]?.value ?? '$response.body#/status')
  for (const reading of [...reasons, ...failing.filter(isHidden).flatMap((rule) => placesIn(child(rule, 'at')))]) {
    if (reading.value !== place.value) continue
    yield issueAt(reading, {
      code: 'failure-hidden',
      severity: 'warning',
      message:
        'x-errors.envelope reads the same place, and decides first: a task that failed counts as a request that failed, and is read again until the deadline',
      hint: `say that a body with a state is no error: \`ok: { at: ["${state}", "${textOf(place.value)}"], in: [...] }\`, with the values of a good response and all states`,
    })
  }
}

/** The values that a condition compares with, as text; undefined if it compares with none. */
function valuesIn(condition: Place | undefined): readonly string[] | undefined {
  const [equals, listed] = [child(condition, 'equals'), child(condition, 'in')]
  if (equals !== undefined) return [textOf(equals.value)]
  return listed === undefined ? undefined : items(listed).map(({ value }) => textOf(value))
}

/** One expression, or the candidates. */
function placesIn(written: Place | undefined): readonly Place[] {
  if (written === undefined) return []
  return Array.isArray(written.value) ? items(written) : [written]
}
