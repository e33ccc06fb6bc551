import { isEmpty, isObject, type Json } from './json.ts'

/** The body with a value of its example replaced wherever it occurs: an answer that says its id twice says the same id twice. */
export function withValue(body: Json | undefined, example: Json | undefined, value: string): Json | undefined {
  if (body === undefined || isEmpty(example)) return body
  if (Array.isArray(body)) return body.map((item) => withValue(item, example, value) ?? null)
  if (isObject(body)) return Object.fromEntries(Object.entries(body).map(([key, inner]) => [key, withValue(inner, example, value) ?? null]))
  return typeof body === 'string' && body === example ? value : body
}
