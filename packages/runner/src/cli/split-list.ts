/** The entries of `a,b[x=1,y=2],c`: commas within brackets and braces belong to ids and globs. */
export function splitList(text: string): readonly string[] {
  const entries: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    else if (character === ',' && depth <= 0) {
      entries.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...entries, text.slice(from)].map((entry) => entry.trim()).filter((entry) => entry !== '')
}
