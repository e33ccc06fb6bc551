import { pointerTokens } from './pointer.ts'

/** Where an OpenAPI runtime expression points, taken apart. */
export type Place =
  | { readonly in: 'status' }
  | { readonly in: 'body'; readonly of: 'request' | 'response'; readonly tokens: readonly string[] }
  | { readonly in: 'header' | 'path' | 'query'; readonly of: 'request' | 'response'; readonly name: string }

const cache = new Map<string, Place>()

/** Takes an expression apart. Documents are checked when they are compiled, so a wrong one here is a defect of the document's model. */
export function parsePlace(expression: string): Place {
  const known = cache.get(expression)
  if (known !== undefined) return known
  const place = parse(expression)
  cache.set(expression, place)
  return place
}

function parse(expression: string): Place {
  if (expression === '$statusCode') return { in: 'status' }
  const match = /^\$(request|response)\.(?:body(?:#(.*))?|(header|path|query)\.(.+))$/s.exec(expression)
  if (match === null) throw new TypeError(`not a runtime expression: ${expression}`)
  const of = match[1] as 'request' | 'response'
  if (match[3] === undefined) return { in: 'body', of, tokens: pointerTokens(match[2] ?? '') }
  return { in: match[3] as 'header' | 'path' | 'query', of, name: match[4] as string }
}
