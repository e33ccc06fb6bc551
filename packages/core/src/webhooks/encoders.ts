import { writeExact } from '../json/write-exact.ts'

/** The body of a delivery, before it is known to be genuine. */
export type UncheckedBody = {
  /** As it came. */
  readonly text: string
  /** Its fields. */
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Writes a body as the provider does before signing it: what stands for `{sorted-query}` in the document's rule. Sources disagree on how, so that
 * it can be replaced.
 */
export type BodyEncoder = (body: UncheckedBody) => string

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** Fields as a URL query, keys in alphabetical order, a space as `+`: `has_audio=true&id=123456789&status=1&url=https%3A%2F%2F...`. */
export const sortedQuery: BodyEncoder = ({ fields }) =>
  new URLSearchParams(
    Object.keys(fields)
      .toSorted()
      .map((name) => [name, valueText(fields[name])]),
  ).toString()

/** The same, percent-encoded throughout: a space is `%20`. */
export const sortedPercentQuery: BodyEncoder = ({ fields }) =>
  Object.keys(fields)
    .toSorted()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(valueText(fields[name]))}`)
    .join('&')

/** The raw body, percent-encoded whole: what one client calls PixVerse's official formula, against its documentation. */
export const encodedBody: BodyEncoder = ({ text }) => encodeURIComponent(text)
