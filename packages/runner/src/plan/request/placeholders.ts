/** Replaces a value that is only known later when a request is validated. Digits fit ids and most texts. */
const PLACEHOLDER = '1'

const LATER_KEYS = ['$output', '$text', '$file', '$url'] as const

/** A request with placeholders for values that are only known later, and the JSON pointers of these values. */
export function withPlaceholders(value: unknown): { readonly data: unknown; readonly unresolved: readonly string[] } {
  if (isKnown(value)) return { data: value, unresolved: [] }
  const unresolved: string[] = []
  return { data: replace(value, '', unresolved), unresolved }
}

/** Whether a request has no value that is only known later, as most requests have none. */
function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return !isLater(value) && Object.values(value).every(isKnown)
}

function isLater(value: object): boolean {
  return LATER_KEYS.some((key) => Object.hasOwn(value, key))
}

function replace(value: unknown, pointer: string, unresolved: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isLater(value)) {
    unresolved.push(pointer)
    return PLACEHOLDER
  }
  if (Array.isArray(value)) return value.map((item, index) => replace(item, `${pointer}/${index}`, unresolved))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item, `${pointer}/${escape(key)}`, unresolved)]))
}

function escape(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}
