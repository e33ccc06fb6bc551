import type { Place } from './node.ts'
import type { Source } from './source.ts'

/** A mistake in a text, and what to do about it; without its place. */
export type YamlProblem = { readonly code: string; readonly message: string; readonly hint?: string }

/** Takes the mistakes that are found in a source. */
export type YamlProblems = {
  readonly source: Source
  add(place: Place, problem: YamlProblem, severity?: 'error' | 'warning'): void
}

/** What is not the same for every file that is YAML. */
export type YamlRules = {
  /** Levels of maps and lists in each other. */
  readonly depth: number
  /** Values, with aliases counted as what they stand for; `aliased` holds where an alias adds some, `values` everywhere. */
  readonly values: number
  readonly aliased: number
  /** Whether a key counts as the text it is written as (`1.0`, `null`), or only where it is a text, a number or a boolean, and as its value. */
  readonly writtenKeys: boolean
  /** Whether whole numbers beyond 2^53 are read as bigint, so that ids keep their digits. */
  readonly exactIntegers: boolean
  /** What is wrong with a key or a text that YAML allows. */
  readonly refuseKey?: (key: string) => YamlProblem | undefined
  readonly refuseText?: (text: string) => YamlProblem | undefined
}
