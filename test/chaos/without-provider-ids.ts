type Entry = { readonly task_id?: string; readonly outputs?: Readonly<Record<string, unknown>> }

/**
 * Replaces the provider's ids in a lockfile by the names of their jobs, and leaves out what is derived from them. Another provider process
 * issues other ids for the same batch, and that must be the only difference.
 */
export function withoutProviderIds(lockfile: { readonly jobs: Readonly<Record<string, Entry>> }): unknown {
  const names = new Map<string, string>()
  for (const [job, { task_id: taskId, outputs = {} }] of Object.entries(lockfile.jobs)) {
    if (taskId !== undefined) names.set(taskId, `task of ${job}`)
    for (const [name, value] of Object.entries(outputs)) if (name.endsWith('_id')) names.set(String(value), `${name} of ${job}`)
  }
  return renamed(lockfile, names)
}

/** Fields that are derived from the ids of upstream jobs. */
const DERIVED: ReadonlySet<string> = new Set(['key', 'fingerprint', 'trace_id'])

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names))
  if (typeof value === 'string' && /^https?:\/\/127\.0\.0\.1/.test(value)) return 'a link'
  if (typeof value !== 'object' || value === null) return names.get(String(value)) ?? value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !DERIVED.has(name))
      .map(([name, part]) => [name, renamed(part, names)]),
  )
}
