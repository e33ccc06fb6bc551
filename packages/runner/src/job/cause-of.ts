import { canonicalJson } from '../manifest/canonical-json.ts'
import { type Ingredients, withoutNames } from './fingerprint.ts'

/** Why a job with these ingredients must run though it ran before: `prompt changed`, `source hero changed`. */
export function causeOf(before: Ingredients, now: Ingredients): string {
  if (before.provider !== now.provider || before.operation !== now.operation) {
    return `was ${before.provider}/${before.operation}`
  }
  const names = new Set([...Object.keys(before.request), ...Object.keys(now.request)])
  const changed = [...names].filter((name) => identity(valueIn(before.request, name)) !== identity(valueIn(now.request, name)))
  const causes = changed.map((name) => {
    if (!Object.hasOwn(now.request, name)) return `${name} removed`
    if (!Object.hasOwn(before.request, name)) return `${name} added`
    const source = sourceOf(now.request[name])
    return source === undefined ? `${name} changed` : `source ${source} changed`
  })
  return causes.join(', ') || 'take changed'
}

const valueIn = (request: Ingredients['request'], name: string): unknown => (Object.hasOwn(request, name) ? request[name] : undefined)

const identity = (value: unknown): string => canonicalJson(withoutNames(value))

/** The job a field takes its value from, where it is one. */
function sourceOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string' ? value.source : undefined
}
