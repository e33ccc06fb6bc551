/** A value that is known once another job is done. */
export type Deferred = { readonly $output: { readonly instance: string; readonly name: string } }

/** Whether a value is known only later. */
export function isDeferred(value: unknown): value is Deferred {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$output')
}
