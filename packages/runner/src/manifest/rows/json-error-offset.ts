const blank = /[ \t\n\r]*/y
// oxlint-disable-next-line no-control-regex -- JSON's texts have none of them
const scalar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// oxlint-disable-next-line no-control-regex -- as above
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/** Where a text stops being JSON. The engine's own message tells the place only of some mistakes. */
export function jsonErrorOffset(source: string): number {
  const open: ('}' | ']')[] = []
  let at = skip(blank, source, 0)
  // Each turn reads one value, or opens a list or an object; then closes what ends here.
  for (;;) {
    const sign = source[at]
    if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? '}' : ']')
      at = skip(blank, source, at + 1)
      // An empty one is closed below.
      if (source[at] !== open.at(-1)) {
        const key = startOf(open, source, at)
        if (key.failed) return key.at
        at = key.at
        continue
      }
    } else {
      const end = skip(scalar, source, at)
      if (end === at) return at
      at = skip(blank, source, end)
    }
    while (open.length > 0 && source[at] === open.at(-1)) {
      open.pop()
      at = skip(blank, source, at + 1)
    }
    if (open.length === 0 || source[at] !== ',') return at
    const key = startOf(open, source, skip(blank, source, at + 1))
    if (key.failed) return key.at
    at = key.at
  }
}

/** Where the next value begins: in an object, behind its key. */
function startOf(open: readonly string[], source: string, at: number): { readonly at: number; readonly failed: boolean } {
  if (open.at(-1) === ']') return { at, failed: false }
  const end = skip(text, source, at)
  const colon = skip(blank, source, end)
  if (end === at || source[colon] !== ':') return { at: end === at ? at : colon, failed: true }
  return { at: skip(blank, source, colon + 1), failed: false }
}

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : at
}
