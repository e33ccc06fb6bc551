/**
 * The dialect's own keywords for generated validators: what `src/keywords` does, in code that stands alone. A test holds the two
 * together.
 */
export const keywordRuntime = String.raw`
type Fields = { readonly [name: string]: unknown }

/** The keyword x-mentions: what is wrong with the names a text calls, as the rest of a sentence about the text. */
export function mentions(value: Fields, rule: { text: string; list: string; name: string }): string | undefined {
  const [text, list] = [value[rule.text], value[rule.list]]
  if (typeof text !== 'string' || !Array.isArray(list) || text.length > 100_000 || list.length > 1000) return undefined
  const names = list.map((item) => item?.[rule.name]).filter((name) => typeof name === 'string')
  const longestFirst = [...names].sort((a, b) => b.length - a.length)
  const called = new Set()
  for (const { index } of text.matchAll(/@(?=\w)/g)) {
    const rest = text.slice(index + 1)
    const name = longestFirst.find((one) => rest.startsWith(one) && !/^\w/.test(rest.slice(one.length)))
    if (name === undefined) return ${'`'}calls @${'${'}/^\w+/.exec(rest)?.[0] ?? ''}, which is no ${'${'}rule.name} in ${'${'}rule.list}${'`'}
    called.add(name)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return ${'`'}cannot tell apart what ${'${'}rule.list} calls ${'${'}twice} more than once${'`'}
  const missing = names.find((name) => !called.has(name))
  return missing === undefined ? undefined : ${'`'}does not call @${'${'}missing}: it must call each ${'${'}rule.name} in ${'${'}rule.list}${'`'}
}

/** The keyword x-span: what is wrong with the distance of two times, as the rest of a sentence about the later one. */
export function span(value: Fields, rule: { from: string; to: string; max: string }): string | undefined {
  const ms = timeMs(value[rule.to]) - timeMs(value[rule.from])
  if (ms < 0) return ${'`'}must not be before ${'${'}rule.from}${'`'}
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(rule.max) ?? []
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as string] ?? 1
  return ms > Number(amount) * unitMs ? ${'`'}must be at most ${'${'}rule.max} after ${'${'}rule.from}${'`'} : undefined
}

function timeMs(value: unknown): number {
  const text = typeof value === 'string' ? value.replace(' ', 'T') : ''
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : text + 'Z')
}
`
