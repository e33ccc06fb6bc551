import type { ErrorRules } from './errors.ts'
import type { Candidates } from './expression.ts'
import type { Price } from './price.ts'
import type { Endpoint, OutputRule, TaskRules } from './task.ts'

/** Everything a client needs to speak to a provider, compiled from its document. Plain JSON, no code. */
export type ProviderTable = {
  /** Version of the dialect the document is written in. */
  readonly dialect: 1
  /** `pixverse`; also the first half of `uses: pixverse/extend`. */
  readonly id: string
  readonly title: string
  /** `info.version` of the document and the SHA-256 (hex) of its text. */
  readonly document: { readonly version: string; readonly hash: string }
  /** Environment variables: the key, and the one that replaces scheme, host and port of the base URL. */
  readonly env: { readonly key: string; readonly baseUrl: string }
  /** Where a key is to be had. */
  readonly keyUrl?: string
  /** The first is the default region. `url` may carry a path, which the operations' paths continue. */
  readonly servers: readonly { readonly url: string; readonly region: string; readonly description?: string }[]
  /** Where the key goes; `prefix` is `Bearer ` for an HTTP bearer scheme. `null` where the API takes none. */
  readonly auth: { readonly in: 'header' | 'query'; readonly name: string; readonly prefix: string } | null
  /** A header that takes a fresh UUID on every request. */
  readonly trace?: string
  /** The header that carries a submission's idempotency key (a UUID). Absent: submissions cannot be made idempotent. */
  readonly idempotency?: string
  readonly limits: { readonly inFlight: number; readonly requestsPerMinute: number }
  /** The unit prices are in, and what one is in USD (absent: not known). */
  readonly money: { readonly unit: string; readonly usd?: number }
  readonly errors: ErrorRules
  /** By the name that operations `start` them under. */
  readonly tasks: Readonly<Record<string, TaskRules>>
  readonly webhooks?: WebhookRules
  /** By the name users call them (`text-to-video`). */
  readonly operations: Readonly<Record<string, OperationTable>>
}

/**
 * - `task`: starts a task, which is paid for;
 * - `charge`: answers at once, and is paid for;
 * - `upload`: takes a file, answers with its id;
 * - `query`: reads or changes something that costs nothing.
 */
export type OperationKind = 'task' | 'charge' | 'upload' | 'query'

/** One named operation, as far as sending it needs. */
export type OperationTable = Endpoint & {
  readonly name: string
  readonly kind: OperationKind
  /** `json` and `form` (multipart/form-data) have a body. */
  readonly body: 'json' | 'form' | 'none'
  /** Names of the input's fields that go into path and query; all others go into the body. */
  readonly pathFields: readonly string[]
  readonly queryFields: readonly string[]
  readonly headerFields: readonly string[]
  /** Merged into the body (or the query, where there is none); never seen by users. */
  readonly fixed?: Readonly<Record<string, unknown>>
  /** Name of the task kind it starts, for `kind: task`. */
  readonly starts?: string
  /** Defaults of the input's fields, for prices and plans. They are not sent. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** Pointer patterns, `-` for any item of an array (`/img_id`, `/image_references/-/img_id`) of 64-bit integers: taken as number, bigint or digits, sent as a bare number. */
  readonly int64: readonly string[]
  /** Pointer patterns of fields that take an uploaded file, with the upload operation's name. */
  readonly uploads: Readonly<Record<string, string>>
  /** Pointer patterns of fields that take a public URL of a file and cannot take an upload. */
  readonly publicUrls: readonly string[]
  /** For `kind: upload`. */
  readonly upload?: UploadRule
  /** Outputs of `upload`, `charge` and `query` (a task's are in its rules). */
  readonly outputs: Readonly<Record<string, OutputRule>>
  readonly price?: Price
  /** Says that the answer is the account's balance: the sum of these, in the provider's unit. */
  readonly balance?: { readonly sum: Candidates }
  /** The field of the input that asks for a webhook. */
  readonly webhookField?: string
  /** Messages of the document for its rules, by schema path prefix (`#/allOf/3`); `{field}` stands for the value sent. */
  readonly messages: Readonly<Record<string, string>>
  /** Pointer patterns of fields whose listed values are known but not all there are (`x-open-enum`), with the values. */
  readonly openEnums: Readonly<Record<string, readonly (string | number)[]>>
  /** Canonical name -> the field's own name here. */
  readonly canonical: Readonly<Record<string, string>>
}

/** How a file goes in. */
export type UploadRule = {
  /** Form field of the bytes. */
  readonly file: string
  /** Field of a URL, where the provider fetches the file itself. */
  readonly url?: string
  /** Name of the output that is the uploaded file's id. */
  readonly result: string
  readonly accepts: {
    /** MIME types. */
    readonly types: readonly string[]
    readonly maxBytes?: number
    /** Width and height, in pixels, at the most. */
    readonly maxSide?: number
    readonly maxSeconds?: number
  }
}

/** How the provider announces finished tasks. `$request.body` in the expressions is the delivery's body. */
export type WebhookRules = {
  /** Its name in the document's `webhooks`. */
  readonly name: string
  /** Name of the task kind it speaks of. */
  readonly task: string
  /** The task's id in the delivery. */
  readonly id: Candidates
  /** Absent: deliveries are not signed. */
  readonly signature?: {
    readonly scheme: 'hmac-sha256'
    readonly encoding: 'base64' | 'hex'
    readonly header: string
    readonly timestampHeader?: string
    readonly nonceHeader?: string
    /** What is signed: `{timestamp}`, `{nonce}`, `{body}` (raw) and `{sorted-query}` (the body's fields as a URL query, keys sorted) are filled in. */
    readonly signed: string
    /** How old a delivery may be, in seconds. */
    readonly toleranceSeconds: number
  }
  /** What the receiver answers. */
  readonly answer: { readonly status: number; readonly body?: string }
  /** Seconds between the tries after the first. */
  readonly retries: readonly number[]
}
