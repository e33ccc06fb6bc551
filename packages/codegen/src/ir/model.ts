import type { Candidates, OperationKind, ProviderTable } from '@shotlist/core/contract'

/** A JSON Schema (2020-12) with every reference resolved, so that its paths begin at its own root. Recursive schemas keep `$defs`. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * A provider's document, compiled: plain JSON that holds all that describing, validating, pricing, running and emulating it needs.
 * `table` alone is what a client needs to speak to the provider.
 */
export type ProviderModel = {
  readonly table: ProviderTable
  readonly description: string
  /** By the name users call them, in the document's order. */
  readonly operations: Readonly<Record<string, OperationModel>>
  /** What the emulator needs beyond the named operations: by operationId, every operation of the document. */
  readonly endpoints: Readonly<Record<string, EndpointModel>>
  /** The body that the webhook of `table.webhooks` delivers. */
  readonly delivery?: { readonly schema?: JsonSchema; readonly example?: unknown }
}

/** One named operation, for people and for validation. */
export type OperationModel = {
  readonly name: string
  readonly kind: OperationKind
  readonly title: string
  /** Markdown. */
  readonly description: string
  readonly deprecated: boolean
  /** Where the provider documents it. */
  readonly externalDocs?: string
  /**
   * What users give: the body's fields without the fixed ones, and the path, query and header parameters, as one closed object.
   * 64-bit integers also take their digits as text; open enums are open, and keep the values they list in `x-known-values`.
   */
  readonly input: JsonSchema
  /** The fields of `input`, in the document's order. */
  readonly fields: readonly FieldModel[]
  /** A valid input, without the fixed fields. */
  readonly example?: Readonly<Record<string, unknown>>
  /** The body as it goes over the wire, fixed fields included. Absent where there is none. */
  readonly wire?: JsonSchema
  /** The good answer's body. */
  readonly answer?: JsonSchema
}

/** One field of an operation's input, for tables and help. */
export type FieldModel = {
  readonly name: string
  /** `string`, `integer`, `string[]`, `object`, ... */
  readonly type: string
  readonly required: boolean
  readonly description: string
  readonly enum?: readonly (string | number | boolean)[]
  /** The values of `enum` are the known ones, not all. */
  readonly open?: boolean
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly canonical?: string
  /** The upload operation that a file given here goes through. */
  readonly upload?: string
  readonly publicUrl?: boolean
}

/** An operation of the document, as the emulator serves it. */
export type EndpointModel = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  /** Named operations served here; empty for those that only read tasks. */
  readonly names: readonly string[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query' | 'header'
    readonly required: boolean
    readonly schema: JsonSchema
  }[]
  /** By content type, on the wire. */
  readonly bodies: Readonly<Record<string, JsonSchema>>
  readonly bodyRequired: boolean
  /** By status (`200`, `4XX`, `default`), the JSON body's schema and example. */
  readonly answers: Readonly<Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>>
}

/** Expressions that are lists everywhere in the model; re-exported so that readers of models need one import. */
export type { Candidates, ProviderTable }
