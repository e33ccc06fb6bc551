/** A parsed expression of the dialect. */
export type ParsedExpression =
  | { readonly source: 'status' | 'url' }
  | { readonly source: 'path' | 'query' | 'request-header' | 'response-header'; readonly name: string }
  | { readonly source: 'request-body' | 'response-body'; readonly pointer: string }

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

/** Parses an expression (OpenAPI 3.1, section 4.8.20.4), or says what is wrong with it. */
export function parseExpression(text: string): ParsedExpression | { readonly problem: string } {
  if (text === '$statusCode') return { source: 'status' }
  if (text === '$url') return { source: 'url' }
  const body = /^\$(request|response)\.body(.*)$/s.exec(text)
  if (body !== null) return parseBody(body[1] as 'request' | 'response', body[2] ?? '')
  const named = /^\$(request|response)\.(path|query|header)\.(.+)$/s.exec(text)
  if (named === null) return { problem: explain(text) }
  const [, side, source, name = ''] = named
  if (side === 'response' && source !== 'header') return { problem: `a response has no ${source ?? ''} parameters` }
  if (source === 'header') {
    if (!TOKEN.test(name)) return { problem: `${JSON.stringify(name)} is not a header name` }
    return { source: side === 'request' ? 'request-header' : 'response-header', name }
  }
  return { source: source as 'path' | 'query', name }
}

function parseBody(side: 'request' | 'response', rest: string): ParsedExpression | { problem: string } {
  const source = side === 'request' ? 'request-body' : 'response-body'
  if (rest === '' || rest === '#') return { source, pointer: '' }
  if (!rest.startsWith('#/')) return { problem: `after $${side}.body comes a JSON pointer: "#/name/0/name"` }
  if (/~(?![01])/.test(rest)) return { problem: 'in a JSON pointer "~" is written "~0" and "/" within a name "~1"' }
  return { source, pointer: rest.slice(1) }
}

function explain(text: string): string {
  if (!text.startsWith('$')) return 'an expression begins with "$response.", "$request." or is "$statusCode"'
  if (text.startsWith('$.') || text.startsWith('$[')) return 'this is JSONPath; write "$response.body#/name/0/name"'
  return 'known are $response.body#/…, $response.header.NAME, $statusCode, $request.path.NAME, $request.query.NAME, $request.header.NAME and $request.body#/…'
}
