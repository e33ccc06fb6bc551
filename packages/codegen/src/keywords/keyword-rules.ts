import type { ErrorObject } from 'ajv'
import type { DialectField } from '../dialect/dialect.gen.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { isObject, textOf } from '../spec/place.ts'

/**
 * Checks an object against a keyword of the dialect. Returns what is wrong, as the rest of a sentence that begins with the field's name, or
 * `undefined`. Other keywords report values of a wrong type.
 */
export type KeywordCheck<Rule> = (value: Readonly<Record<string, unknown>>, rule: Rule) => string | undefined

/** Larger values are not checked: other keywords limit their size, and this check would take too long. */
const MAX_TEXT = 100_000
const MAX_NAMES = 1000

/** `x-mentions`: the text mentions each name in the list as `@name`, and no other. Of two names that begin alike (`dog`, `dog house`) the longer one that fits is meant. */
export const checkMentions: KeywordCheck<NonNullable<DialectField['x-mentions']>> = (value, rule) => {
  const [text, list] = [value[rule.text], value[rule.list]]
  if (typeof text !== 'string' || !Array.isArray(list) || text.length > MAX_TEXT || list.length > MAX_NAMES) return undefined
  const names = list.map((item: unknown) => (isObject(item) ? item[rule.name] : undefined)).filter((name) => typeof name === 'string')
  const longestFirst = names.toSorted((a, b) => b.length - a.length)
  const called = new Set<string>()
  for (const [start] of [...text.matchAll(/@(?=\w)/g)].map(({ index }) => [index + 1] as const)) {
    const rest = text.slice(start)
    const name = longestFirst.find((one) => rest.startsWith(one) && !/^\w/.test(rest.slice(one.length)))
    if (name === undefined) return `mentions @${/^\w+/.exec(rest)?.[0] ?? ''}, which is not a ${rule.name} in ${rule.list}`
    called.add(name)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `is ambiguous: ${rule.list} has the name ${twice} more than once`
  const missing = names.find((name) => !called.has(name))
  return missing === undefined ? undefined : `does not mention @${missing}: it must mention each ${rule.name} in ${rule.list}`
}

/** `x-span`: two times are in order, and no further apart than `max`. Times without an offset are UTC. */
export const checkSpan: KeywordCheck<NonNullable<DialectField['x-span']>> = (value, rule) => {
  const ms = timeMs(value[rule.to]) - timeMs(value[rule.from])
  if (ms < 0) return `must not be before ${rule.from}`
  return ms > (parseDurationMs(rule.max) ?? Number.POSITIVE_INFINITY) ? `must be at most ${rule.max} after ${rule.from}` : undefined
}

/** The time in milliseconds; `NaN` for other values, which pass. */
function timeMs(value: unknown): number {
  const text = typeof value === 'string' ? value.replace(' ', 'T') : ''
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
}

/** Whether the verdict of one of the dialect's own keywords depends on the value at a JSON pointer, apart from the field of the error. */
export function restsOn({ keyword, schema, instancePath }: ErrorObject, pointer: string): boolean {
  const around = instancePath.slice(0, instancePath.lastIndexOf('/'))
  if (!isObject(schema) || !pointer.startsWith(`${around}/`)) return false
  const [field, entry, name, ...deeper] = pointer.slice(around.length + 1).split('/')
  if (keyword === 'x-span') return field === schema['from'] && entry === undefined
  if (keyword !== 'x-mentions' || field !== schema['list']) return false
  return entry === undefined || name === undefined || (name === schema['name'] && deeper.length === 0)
}

/** A rule of one of the dialect's own keywords, as a sentence that applies to every request. */
export function ruleInWords(keyword: string, rule: Readonly<Record<string, unknown>>): string[] {
  const [text, list, name, from, to, max] = ['text', 'list', 'name', 'from', 'to', 'max'].map((key) => textOf(rule[key]))
  if (keyword === 'x-mentions') return [`${text} must mention each ${name} in ${list} as @name, and no other`]
  return keyword === 'x-span' ? [`${to} must be at most ${max} after ${from}`] : []
}
