/** JSON with whole numbers beyond 2^53 as bigint, so that ids keep their digits. Throws a `SyntaxError`. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, exactIntegers)
}

/** The third argument is a number's text as written (ECMAScript's JSON.parse source text access). */
function exactIntegers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value
}
