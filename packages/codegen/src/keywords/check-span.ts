import { parseDurationMs } from '../dialect/duration.ts'
import type { KeywordCheck, SpanRule } from './keyword-rules.ts'

export const checkSpan: KeywordCheck<SpanRule> = (value, rule) => {
  const ms = timeMs(value[rule.to]) - timeMs(value[rule.from])
  if (ms < 0) return `must not be before ${rule.from}`
  return ms > (parseDurationMs(rule.max) ?? Number.POSITIVE_INFINITY) ? `must be at most ${rule.max} after ${rule.from}` : undefined
}

/** Not a number where the value is no time: then nothing can be said. */
function timeMs(value: unknown): number {
  const text = typeof value === 'string' ? value.replace(' ', 'T') : ''
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
}
