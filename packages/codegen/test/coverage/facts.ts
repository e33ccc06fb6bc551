/** The content of the research notes on a provider (Markdown, numbered sections). */
export type Facts = {
  /** `POST /v1/videos`. */
  readonly endpoints: readonly string[]
  /** Names of fields and error codes, from tables and from shapes written as `{a, b: text}` or `Resp.a`, by section. */
  readonly fields: readonly { readonly section: string; readonly name: string }[]
  /** Every identifier with an underscore in backticks, by section. */
  readonly identifiers: readonly { readonly section: string; readonly name: string }[]
  /** The numbers of the list of corrections. */
  readonly corrections: readonly string[]
}

/** First cells of the header rows of tables that list fields or codes. */
const LISTING = new Set(['field', 'name', 'code', 'err_code', '`Resp` field'])

export function readFacts(markdown: string): Facts {
  const sections = splitSections(markdown)
  return {
    endpoints: unique(sections.flatMap(({ id, lines }) => (/^[0-6](\.|$)/.test(id) ? lines.flatMap(endpointsIn) : []))),
    fields: sections.flatMap(({ id, lines }) =>
      unique([...tableNames(lines), ...(/^[0-6](\.|$)/.test(id) ? lines.flatMap(shapeNames) : [])]).map((name) => ({ section: id, name })),
    ),
    identifiers: sections.flatMap(({ id, lines }) =>
      unique(lines.flatMap((line) => Array.from(line.matchAll(/`([a-z]+(?:_[a-z0-9]+)+)`/g), ([, name]) => name ?? ''))).map((name) => ({
        section: id,
        name,
      })),
    ),
    corrections: Array.from((markdown.split(/^## Corrections .*$/m)[1] ?? '').matchAll(/^(\d+)\. /gm), ([, number]) => number ?? ''),
  }
}

type Section = { readonly id: string; readonly lines: string[] }

function splitSections(markdown: string): Section[] {
  const sections: Section[] = []
  for (const line of markdown.split('\n')) {
    const id = /^##+ (\d+(?:\.\d+)?)\b/.exec(line)?.[1]
    if (id !== undefined) sections.push({ id, lines: [] })
    sections.at(-1)?.lines.push(line)
  }
  return sections
}

/** Only from index tables and headings, because prose also names what does not exist. */
function endpointsIn(line: string): string[] {
  if (!line.startsWith('|') && !line.startsWith('#')) return []
  return Array.from(
    line.matchAll(/\b(GET|POST|PUT|DELETE) `?(?:https?:\/\/[^/\s`]+)?(\/[^\s`,|?[:]+)/g),
    ([, method, path]) => `${method} ${path}`,
  )
}

function tableNames(lines: readonly string[]): string[] {
  const names: string[] = []
  let inside = false
  for (const [index, line] of lines.entries()) {
    const first = line.startsWith('|') ? (line.split('|')[1] ?? '').trim() : undefined
    if (first === undefined) inside = false
    else if (lines[index + 1]?.startsWith('|---') === true) inside = LISTING.has(first)
    else if (inside && !first.startsWith('---')) names.push(...cellNames(first))
  }
  return names
}

/** `a`, `b` or a, b or - `c` or 1..3. */
function cellNames(cell: string): string[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(cell)
  if (range !== null) return Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, index) => String(Number(range[1]) + index))
  const quoted = Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name ?? '')
  return (quoted.length > 0 ? quoted : cell.split(/[,/]| or /)).map((name) => name.trim()).filter((name) => /^-?\w+$/.test(name))
}

/** `Resp.a`, `{a, b: text}`. */
function shapeNames(line: string): string[] {
  return Array.from(line.matchAll(/`([^`]+)`/g), ([, text]) => text ?? '').flatMap((text) => {
    const answer = /^Resp\.(\w+)/.exec(text)?.[1]
    if (answer !== undefined) return [answer]
    return text.startsWith('{')
      ? Array.from(text.replaceAll(/\([^)]*\)/g, '').matchAll(/[{,]\s*"?([A-Za-z_]\w*)"?(?=\s*[:,}])/g), ([, name]) => name ?? '')
      : []
  })
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
