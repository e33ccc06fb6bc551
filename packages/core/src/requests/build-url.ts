import { InvalidInputError } from '../errors/invalid-input-error.ts'

const asText = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))

/** Dots alone would climb up the path once the URL is resolved, however they are written. */
const segment = (operation: string, name: string, value: unknown): string => {
  const text = asText(value ?? '')
  if (/^\.{0,2}$/.test(text)) {
    throw new InvalidInputError(operation, [{ pointer: `/${name}`, message: `${name} cannot be part of a URL: ${JSON.stringify(text)}` }])
  }
  return encodeURIComponent(text)
}

export type UrlParts = {
  readonly operation: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** With `{names}` in it. */
  readonly template: string
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
}

/**
 * The URL of a request. Lists in the query are repeated (`ids=1&ids=2`).
 *
 * @throws InvalidInputError for a path field that is empty, or would change the path.
 */
export const buildUrl = ({ operation, baseUrl, template, path, query }: UrlParts): string => {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => segment(operation, name, path[name]))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== null) search.append(name, asText(each))
  }
  const text = search.toString()
  return `${baseUrl}${filled}${text === '' ? '' : `?${text}`}`
}
