import { isObject, type Json } from './json.ts'

/** The parts of an OpenAPI runtime expression. */
export type Place =
  | { readonly in: 'status' }
  | { readonly in: 'body'; readonly of: 'request' | 'response'; readonly tokens: readonly string[] }
  | { readonly in: 'header' | 'path' | 'query'; readonly of: 'request' | 'response'; readonly name: string }

const cache = new Map<string, Place>()

/**
 * Parses an expression. Documents are checked when they are compiled, so an invalid expression here is a defect of the document's model.
 */
export function parsePlace(expression: string): Place {
  const known = cache.get(expression)
  if (known !== undefined) return known
  const place = parse(expression)
  cache.set(expression, place)
  return place
}

/** Whether a text is an address with embedded expressions. */
export function isAddress(text: string): boolean {
  return !text.startsWith('$')
}

function parse(expression: string): Place {
  // An address is read and written at its first embedded expression.
  const [, first] = isAddress(expression) ? (/\{([^}]*)\}/.exec(expression) ?? []) : []
  if (first !== undefined) return parse(first)
  if (expression === '$statusCode') return { in: 'status' }
  const match = /^\$(request|response)\.(?:body(?:#(.*))?|(header|path|query)\.(.+))$/s.exec(expression)
  if (match === null) throw new TypeError(`not a runtime expression: ${expression}`)
  const of = match[1] as 'request' | 'response'
  // A list is read and written at its first item, if an expression names every item.
  const tokens = pointerTokens(match[2] ?? '').map((token) => (of === 'response' && token === '-' ? '0' : token))
  if (match[3] === undefined) return { in: 'body', of, tokens }
  return { in: match[3] as 'header' | 'path' | 'query', of, name: match[4] as string }
}

const INDEX = /^(0|[1-9]\d*)$/

/** Splits a JSON pointer (RFC 6901) into its unescaped tokens. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a place, or `undefined`. */
export function readAt(value: Json | undefined, tokens: readonly string[]): Json | undefined {
  let here: Json | undefined = value
  for (const token of tokens) {
    if (Array.isArray(here)) here = INDEX.test(token) ? here[Number(token)] : undefined
    else if (isObject(here)) here = Object.hasOwn(here, token) ? here[token] : undefined
    else return undefined
  }
  return here
}

/** Writes a value at a place and returns the root. Missing parents are created: arrays for numeric tokens, otherwise objects. */
export function writeAt(root: Json | undefined, tokens: readonly string[], value: Json): Json {
  const [token, ...rest] = tokens
  if (token === undefined) return value
  if (Array.isArray(root) && INDEX.test(token)) {
    root[Number(token)] = writeAt(root[Number(token)], rest, value)
    return root
  }
  if (isObject(root)) {
    root[token] = writeAt(Object.hasOwn(root, token) ? root[token] : undefined, rest, value)
    return root
  }
  const made = writeAt(undefined, rest, value)
  return INDEX.test(token) ? [made] : { [token]: made }
}

/** Removes a place. An item of an array is removed, and the later items move up. */
export function deleteAt(root: Json | undefined, tokens: readonly string[]): void {
  const parent = readAt(root, tokens.slice(0, -1))
  const last = tokens.at(-1)
  if (last === undefined) return
  if (Array.isArray(parent) && INDEX.test(last)) parent.splice(Number(last), 1)
  else if (isObject(parent)) delete parent[last]
}
