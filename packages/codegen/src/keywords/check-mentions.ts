import { isObject } from '../spec/place.ts'
import type { KeywordCheck, MentionsRule } from './keyword-rules.ts'

/** What is longer than any provider takes is other keywords' business: going through it would take as long as it likes. */
const maxText = 100_000
const maxNames = 1000

/** Of two names that begin alike (`dog`, `dog house`) the longer one is meant where it stands. */
export const checkMentions: KeywordCheck<MentionsRule> = (value, rule) => {
  const [text, list] = [value[rule.text], value[rule.list]]
  if (typeof text !== 'string' || !Array.isArray(list) || text.length > maxText || list.length > maxNames) return undefined
  const names = list.map((item: unknown) => (isObject(item) ? item[rule.name] : undefined)).filter((name) => typeof name === 'string')
  const longestFirst = names.toSorted((a, b) => b.length - a.length)
  const called = new Set<string>()
  for (const [start] of [...text.matchAll(/@(?=\w)/g)].map(({ index }) => [index + 1] as const)) {
    const rest = text.slice(start)
    const name = longestFirst.find((one) => rest.startsWith(one) && !/^\w/.test(rest.slice(one.length)))
    if (name === undefined) return `calls @${/^\w+/.exec(rest)?.[0] ?? ''}, which is no ${rule.name} in ${rule.list}`
    called.add(name)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `cannot tell apart what ${rule.list} calls ${twice} more than once`
  const missing = names.find((name) => !called.has(name))
  return missing === undefined ? undefined : `does not call @${missing}: it must call each ${rule.name} in ${rule.list}`
}
