import type { PlainObject } from '../spec/place.ts'

/** How sure a proposal is. `low`: the document hardly says it, and a person must look. */
export type Confidence = 'high' | 'medium' | 'low'

/** Why a part of an action is proposed; `at` is its JSON pointer within the update, `''` for all of it. */
export type Note = { readonly at: string; readonly confidence: Confidence; readonly why: string }

/** One action of the proposed overlay. */
export type Action = { readonly target: string; readonly notes: readonly Note[] } & (
  | { readonly update: PlainObject }
  | { readonly remove: true }
)

/** The overlay that is proposed for a vendor's document, and what only a person can answer. */
export type Proposal = {
  readonly title: string
  readonly actions: readonly Action[]
  readonly questions: readonly string[]
}
