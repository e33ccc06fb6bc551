/** A value with `change` applied at a path, `-` standing for any item of a list. Where the path leads nowhere the value stays as it is. */
export function mapAt(
  value: unknown,
  path: readonly string[],
  change: (value: unknown, path: readonly string[]) => unknown,
  at: readonly string[] = [],
): unknown {
  const [segment, ...rest] = path
  if (segment === undefined) return change(value, at)
  if (segment === '-') return Array.isArray(value) ? value.map((item, index) => mapAt(item, rest, change, [...at, String(index)])) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, segment)) return value
  return { ...value, [segment]: mapAt((value as Record<string, unknown>)[segment], rest, change, [...at, segment]) }
}
