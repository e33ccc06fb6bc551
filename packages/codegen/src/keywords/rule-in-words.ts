import { textOf } from '../spec/place.ts'
/** A rule of one of the dialect's own keywords, as a sentence that holds for every request. */
export function ruleInWords(keyword: string, rule: Readonly<Record<string, unknown>>): string[] {
  const [text, list, name, from, to, max] = ['text', 'list', 'name', 'from', 'to', 'max'].map((key) => textOf(rule[key]))
  if (keyword === 'x-mentions') return [`${text} must call each ${name} in ${list} as @name, and no other`]
  return keyword === 'x-span' ? [`${to} must be at most ${max} after ${from}`] : []
}
