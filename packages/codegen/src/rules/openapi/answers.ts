import { issueAt } from '../../spec/issue-at.ts'
import { child, entries } from '../../spec/place.ts'
import type { Rule } from '../rule.ts'

/** Every operation says what a good answer is, by status. */
export const answers: Rule = function* ({ spec }) {
  for (const { place, method, path } of spec.operations) {
    const responses = child(place, 'responses')
    const statuses = entries(responses)
    for (const [status, answer] of statuses) {
      if (/^([1-5](\d\d|XX)|default)$/.test(status) || status.startsWith('x-')) continue
      yield issueAt(answer, { code: 'answer-status', message: `${status} is no HTTP status`, hint: 'write 200, 4XX or default', at: 'key' })
    }
    if (!statuses.some(([status]) => /^2(\d\d|XX)$/.test(status))) {
      yield issueAt(responses ?? place, {
        code: 'no-good-answer',
        message: `${method} ${path} has no answer for success`,
        hint: 'describe its 200 (or other 2xx) answer',
      })
    }
  }
}
