import { writeExact } from '../json/exact-json.ts'

/** The body of a delivery before its signature is checked. */
export type UncheckedBody = {
  /** The raw body. */
  readonly text: string
  /** The fields of the parsed body. */
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Writes a body as the provider does before it signs it: the value of `{sorted-query}` and `{query}` in the document's rule. It can be replaced,
 * because sources disagree on the encoding.
 */
export type BodyEncoder = (body: UncheckedBody) => string

function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** How a writer of URL queries differs from others: the characters that it leaves as they are, and what a space becomes. */
type QueryStyle = { readonly plain: string; readonly space: '+' | '%20' }

const URL_SEARCH_PARAMS: QueryStyle = { plain: '*', space: '+' }
const ENCODE_URI_COMPONENT: QueryStyle = { plain: "~*!'()", space: '%20' }

/** The styles that writers have. */
const STYLES: readonly QueryStyle[] = [
  // `URLSearchParams`, Java.
  URL_SEARCH_PARAMS,
  // `encodeURIComponent`, Node's `querystring`; the second one: with a space as `+`, as in forms.
  ENCODE_URI_COMPONENT,
  { plain: "~*!'()", space: '+' },
  // Go, Python; the second one: RFC 3986.
  { plain: '~', space: '+' },
  { plain: '~', space: '%20' },
  // PHP.
  { plain: '', space: '+' },
]

function queryOf(pairs: readonly (readonly [string, unknown])[], { plain, space }: QueryStyle): string {
  const escape = (text: string) =>
    encodeURIComponent(text)
      .replace(/[~*!'()]/g, (mark) => (plain.includes(mark) ? mark : `%${mark.charCodeAt(0).toString(16).toUpperCase()}`))
      .replaceAll('%20', space)
  return pairs.map(([name, value]) => `${escape(name)}=${escape(valueText(value))}`).join('&')
}

function sorted(fields: UncheckedBody['fields']): [string, unknown][] {
  return Object.entries(fields).toSorted(([left], [right]) => (left < right ? -1 : 1))
}

/** Fields as a URL query, keys in alphabetical order, a space as `+`: `has_audio=true&id=123456789&status=1&url=https%3A%2F%2F...`. */
export const sortedQuery: BodyEncoder = ({ fields }) => queryOf(sorted(fields), URL_SEARCH_PARAMS)

/** `sortedQuery` with a space as `%20`, and `~!'()` as they are. */
export const sortedPercentQuery: BodyEncoder = ({ fields }) => queryOf(sorted(fields), ENCODE_URI_COMPONENT)

/** The whole raw body, percent-encoded: one client calls this PixVerse's official formula; PixVerse's documentation differs. */
export const encodedBody: BodyEncoder = ({ text }) => encodeURIComponent(text)

/** The fields of a body as URL queries: in the order that they came or sorted, in each style that writers have. */
export function queriesOf(fields: UncheckedBody['fields'], order: 'query' | 'sorted-query'): string[] {
  const pairs = order === 'query' ? Object.entries(fields) : sorted(fields)
  return [...new Set(STYLES.map((style) => queryOf(pairs, style)))]
}
