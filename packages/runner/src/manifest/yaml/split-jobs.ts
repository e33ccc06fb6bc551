/** A stretch of a text, and the offset at which it begins. */
export type Part = { readonly start: number; readonly text: string }

/** A manifest cut so that each part is YAML by itself: what is before the jobs, up to `jobs:`; jobs by the dozen; what follows them. */
export type Parts = { readonly head: Part; readonly jobs: Iterable<Part>; readonly tail: Part | undefined }

/** Characters of a part at least. The tree of so many is a few megabytes, and is garbage when the next part is read. */
const PART_LENGTH = 16 * 1024

// Line ends are written out: to `^` and `$`, a line separator within a text is one, too. To YAML it is not.
const JOBS = /(?:^|\n)jobs:(?:[ \t]+#[^\n]*)?[ \t]*\r?\n/
const FIRST_INDENT = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*( +)[^\s#]/y
const BACK_AT_MARGIN = /\n[^\s#]/g
/** Markers and directives of documents: what follows them may mean something else. */
const MARKER = /^(?:---|\.\.\.|%)/
const DIRECTIVE = /(?:^|\n)%/

/**
 * Cuts a manifest at its jobs, without parsing it: undefined where it is not laid out as usual, or is too short to be worth it. A cut in the
 * middle of something, as of a text in quotes, leaves a part that is no YAML, so that whoever parses the parts notices.
 */
export function splitJobs(text: string): Parts | undefined {
  const key = text.length < 2 * PART_LENGTH ? null : JOBS.exec(text)
  if (key === null) return undefined
  const from = key.index + key[0].length
  const head = { start: 0, text: text.slice(0, from) }
  FIRST_INDENT.lastIndex = from
  const indent = FIRST_INDENT.exec(text)?.[1]
  if (indent === undefined || DIRECTIVE.test(head.text)) return undefined
  BACK_AT_MARGIN.lastIndex = from
  const end = (BACK_AT_MARGIN.exec(text)?.index ?? text.length - 1) + 1
  const tail = end === text.length ? undefined : { start: end, text: text.slice(end) }
  return tail !== undefined && MARKER.test(tail.text) ? undefined : { head, jobs: jobsOf(text, { from, end, indent }), tail }
}

/** Cuts before a job's name that is alone on its line, at the indentation of the first one. */
function* jobsOf(text: string, { from, end, indent }: { from: number; end: number; indent: string }): Generator<Part> {
  const name = new RegExp(`\\n(?=${indent}[\\w-]+:\\r?\\n)`, 'g')
  for (let start = from; start < end; ) {
    name.lastIndex = start + PART_LENGTH
    const next = Math.min((name.exec(text)?.index ?? end) + 1, end)
    yield { start, text: text.slice(start, next) }
    start = next
  }
}
