/**
 * Where each thing that a provider documents stands in its OpenAPI document: a JSON pointer (`#/components/schemas/A/properties/b`, where
 * a segment `*` stands for any and `{a,b}` for each of these), or why it is left out.
 */
export type CoverageEntry = string | { readonly 'left-out': string }

export type CoverageEntries = Readonly<Record<string, CoverageEntry>>

/** One endpoint, or another subject of the provider's documentation. */
export type CoverageGroup = {
  readonly title: string
  /** The section of the facts it was transcribed from. */
  readonly facts?: string
  /** `POST /v1/videos`. */
  readonly endpoint?: string
  /** The place of the endpoint's operation. */
  readonly at?: CoverageEntry
  /** By name; `list[].name` for a field of a list's items. */
  readonly request?: CoverageEntries
  readonly answer?: CoverageEntries
  /** What is neither: headers, codes, states. */
  readonly other?: CoverageEntries
}

/** A coverage file: `specs/<provider>/coverage.yaml`. */
export type Coverage = {
  /** The document it speaks of, relative to the file. */
  readonly document: string
  readonly groups: readonly CoverageGroup[]
}

/** The parts of a group that hold entries. */
export const entryParts = ['request', 'answer', 'other'] as const
