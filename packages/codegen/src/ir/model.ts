import type { Candidates, FileRule, OperationKind, OperationTable, ProviderTable } from '@shotlist/core/contract'

/** A JSON Schema (2020-12) with every reference resolved, so that its paths begin at its own root. Recursive schemas keep `$defs`. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * A provider's document, compiled: plain JSON with everything that describing, validating, pricing, running and emulating the provider
 * needs. A client needs only `table`.
 */
export type ProviderModel = {
  readonly table: ProviderTable
  readonly description: string
  /** By the name users call them, in the document's order. */
  readonly operations: Readonly<Record<string, OperationModel>>
  /** Every operation of the document by operationId, for the emulator. */
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
  /** URL of the provider's documentation. */
  readonly externalDocs?: string
  /**
   * The fields of an input as one closed object: the body's fields without the fixed ones, and the path, query and header parameters.
   * 64-bit integers also accept their digits as a string. Open enums accept any value, and list the known ones in `x-known-values`.
   */
  readonly input: JsonSchema
  /** Rules with `x-severity: warning`: an input that breaks one is valid, and users get a warning. */
  readonly advice?: { readonly schema: JsonSchema; readonly messages: OperationTable['messages'] }
  /** The fields of `input`, in the document's order. */
  readonly fields: readonly FieldModel[]
  /** The variants of the input, if a field chooses between them. `fields` then holds the widest limits. */
  readonly variants?: readonly VariantModel[]
  /** A valid input, without the fixed fields. */
  readonly example?: Readonly<Record<string, unknown>>
  /** The request body with the fixed fields. Absent if the operation has none. */
  readonly wire?: JsonSchema
  /** The body of the success response. */
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
  /** The values of `enum` are the known ones; others are possible. */
  readonly open?: boolean
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  /** A regular expression that the text must match. */
  readonly pattern?: string
  readonly canonical?: string
  /** The upload operation that a file given here goes through. */
  readonly upload?: string
  /** How a file given here goes inside the request. */
  readonly file?: FileRule
  readonly publicUrl?: boolean
  /** The fields of the object, or of each object of the list. Absent if the document declares none. */
  readonly fields?: readonly FieldModel[]
}

/** One variant of an input. */
export type VariantModel = {
  /** The field that chooses the variant, and its values that do. */
  readonly field: string
  readonly values: readonly (string | number | boolean | null)[]
  /** The fields that not all variants have alike, as this variant has them. */
  readonly fields: readonly FieldModel[]
}

/** An operation of the document, as the emulator serves it. */
export type EndpointModel = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  /** Named operations at this endpoint; empty if it only reads tasks. */
  readonly names: readonly string[]
  /** The document says that it needs no API key: `security: []`. */
  readonly keyless?: true
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query' | 'header'
    readonly required: boolean
    readonly schema: JsonSchema
  }[]
  /** Schemas of the request body, by content type. */
  readonly bodies: Readonly<Record<string, JsonSchema>>
  readonly bodyRequired: boolean
  /** By status (`200`, `4XX`, `default`), the JSON body's schema and example. */
  readonly answers: Readonly<Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>>
}

/** Re-exported so that code that reads models needs one import. */
export type { Candidates, ProviderTable }
