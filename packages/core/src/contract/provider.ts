import type { ErrorRules } from './errors.ts'
import type { Candidates, Expression } from './expression.ts'
import type { Price } from './price.ts'
import type { Endpoint, OutputRule, TaskRules } from './task.ts'

/** A provider's document, compiled for clients. Plain JSON. */
export type ProviderTable = {
  /** Version of the dialect the document is written in. */
  readonly dialect: 1
  /** The provider's id (`pixverse`), which is also the first half of `uses: pixverse/extend`. */
  readonly id: string
  readonly title: string
  /** `info.version` of the document and the SHA-256 (hex) of its text. */
  readonly document: { readonly version: string; readonly hash: string }
  /** Names of environment variables: for the key, and for the URL that replaces scheme, host and port of the base URL. */
  readonly env: { readonly key: string; readonly baseUrl: string }
  /** The page that issues keys. */
  readonly keyUrl?: string
  /** The first is the default region. `url` may have a path, to which the operations' paths are appended. */
  readonly servers: readonly { readonly url: string; readonly region: string; readonly description?: string }[]
  /** Hosts of the provider's own, besides that of the server. Files that need the API key may be there. */
  readonly hosts?: readonly string[]
  /**
   * Where the key goes; `prefix` is `Bearer ` for an HTTP bearer scheme. With `jwt`, a token goes there that is made from the key. `null` if the
   * API needs no key.
   */
  readonly auth: {
    readonly in: 'header' | 'query'
    readonly name: string
    readonly prefix: string
    readonly jwt?: TokenRule
  } | null
  /** Headers that every request carries, by name in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** The header that carries a new UUID on every request. */
  readonly trace?: string
  /**
   * The header that carries a submission's idempotency key (a UUID), or an expression for another place (`$request.body#/token`), which is
   * among the `keys` of each paid operation. Absent: submissions cannot be made idempotent.
   */
  readonly idempotency?: string
  /** How long the provider remembers such a key, in seconds. Absent: not known. */
  readonly keyLifetimeSeconds?: number
  readonly limits: { readonly inFlight: number; readonly requestsPerMinute: number }
  /** The unit of prices, and its value in USD (absent if unknown). */
  readonly money: { readonly unit: string; readonly usd?: number }
  readonly errors: ErrorRules
  /** By task kind: the name in `starts` of an operation. */
  readonly tasks: Readonly<Record<string, TaskRules>>
  readonly webhooks?: WebhookRules
  /** By operation name (`text-to-video`). */
  readonly operations: Readonly<Record<string, OperationTable>>
}

/**
 * - `task`: starts a task, which costs money;
 * - `charge`: returns its result directly, and costs money;
 * - `upload`: accepts a file and returns its id;
 * - `query`: reads or changes something that costs nothing.
 */
export type OperationKind = 'task' | 'charge' | 'upload' | 'query'

/** One named operation: what clients need to send it. */
export type OperationTable = Endpoint & {
  readonly name: string
  readonly kind: OperationKind
  /** `json`, `form` (multipart/form-data) and `urlencoded` (application/x-www-form-urlencoded) have a body. */
  readonly body: 'json' | 'form' | 'urlencoded' | 'none'
  /** Names of the input's fields that go into path and query; all others go into the body. */
  readonly pathFields: readonly string[]
  readonly queryFields: readonly string[]
  readonly headerFields: readonly string[]
  /** Fields of the body that are sent elsewhere than under their own name, at the top. */
  readonly places?: Readonly<Record<string, FieldPlace>>
  /**
   * Constant fields. Each goes where a user's field of that name would go; others are merged into the body, or into the query if there is no
   * body. Users do not set them.
   */
  readonly fixed?: Readonly<Record<string, unknown>>
  /** Where the submission's key also goes: as an idempotency key, or as an id by which a lost task is found. */
  readonly keys?: readonly KeyPlace[]
  /** Headers that its requests carry, by name in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Name of the task kind it starts, for `kind: task`. */
  readonly starts?: string
  /** Defaults of the input's fields, for prices and plans. They are not sent. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** Pointer patterns of 64-bit integers (`/img_id`, `/image_references/-/img_id`; `-` is any item of an array). Accepted as number, bigint or digits, sent as a bare number. */
  readonly int64: readonly string[]
  /** Pointer patterns of fields that accept an uploaded file, with the upload operation's name. */
  readonly uploads: Readonly<Record<string, string>>
  /** Pointer patterns of fields that accept the public URL of a file, but no upload. */
  readonly publicUrls: readonly string[]
  /** Pointer patterns of fields that accept a file inside the request. */
  readonly files?: Readonly<Record<string, FileRule>>
  /** For `kind: upload`. */
  readonly upload?: UploadRule
  /** Outputs of `upload`, `charge` and `query` (a task's are in its rules). */
  readonly outputs: Readonly<Record<string, OutputRule>>
  /** For `charge`: what the response says it costs, in the provider's unit. */
  readonly charged?: Candidates
  readonly price?: Price
  /** For the operation that reads the account's balance: the sum of these values, in the provider's unit. */
  readonly balance?: { readonly sum: Candidates }
  /** The input field that requests webhooks for the task. */
  readonly webhookField?: string
  /** The document's messages for its rules, by schema path prefix (`#/allOf/3`); `{field}` is replaced by the value sent. */
  readonly messages: Readonly<Record<string, string>>
  /** Pointer patterns of fields that also accept unlisted values (`x-open-enum`), with the listed values. */
  readonly openEnums: Readonly<Record<string, readonly (string | number)[]>>
  /** Canonical name -> the field's name in this operation. */
  readonly canonical: Readonly<Record<string, string>>
}

/** How a JSON Web Token (RFC 7519) is made from a key of two halves, `ACCESS:SECRET`, and signed with HMAC-SHA-256. */
export type TokenRule = {
  /** The claim `iss`; `{access}` stands for the first half of the key. */
  readonly issuer: string
  readonly lifetimeSeconds: number
  /** Further claims; `{access}` in a text is replaced too. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Where the key of a submission goes, and how it is written: with dashes, or as 32 hexadecimal digits. */
export type KeyPlace = { readonly at: Expression; readonly format: 'uuid' | 'hex' }

/** Where a field goes in the request's body. */
export type FieldPlace = {
  /** A JSON pointer (RFC 6901). A number is an item of a list; the items of a list close up if some are not sent. */
  readonly at: string
  /** Constants that are sent if the field is sent, by pointer. */
  readonly with?: Readonly<Record<string, unknown>>
}

/** How a file is uploaded. */
export type UploadRule = {
  /** Form field for the bytes. */
  readonly file: string
  /** Field for a URL, if the provider can fetch the file itself. */
  readonly url?: string
  /** Name of the output that is the uploaded file's id. */
  readonly result: string
  readonly accepts: FileLimits
}

/** Which files a provider accepts. */
export type FileLimits = {
  /** MIME types. */
  readonly types: readonly string[]
  readonly maxBytes?: number
  /** Limit of width and of height, in pixels. */
  readonly maxSide?: number
  readonly maxSeconds?: number
}

/** How a file goes inside a request. */
export type FileRule = {
  /** As a `data:` URI, as its base64 text alone, or as a file part of a multipart form. */
  readonly as: 'data-uri' | 'base64' | 'part'
  /** Name of the field beside it that gets the file's MIME type. */
  readonly typeField?: string
  /** Whether the field also accepts a public URL, which is sent as it is. */
  readonly url?: true
  readonly accepts: FileLimits
}

/** How the provider announces finished tasks. `$request.body` in the expressions is the delivery's body. */
export type WebhookRules = {
  /** Its name in the document's `webhooks`. */
  readonly name: string
  /** The task kind that it reports. */
  readonly task: string
  /** The task's id in the delivery. */
  readonly id: Candidates
  /** Absent: deliveries are not signed. */
  readonly signature?: SignatureRules
  /** The environment variable that holds the secret of the deliveries. */
  readonly secretEnv?: string
  /** The response that the provider expects. */
  readonly answer: { readonly status: number; readonly body?: string }
  /** Delays before the second and later tries, in seconds. */
  readonly retries: readonly number[]
}

/** How deliveries are signed. */
export type SignatureRules = {
  readonly scheme: 'hmac-sha256' | 'standard-webhooks' | 'ed25519'
  readonly encoding: 'base64' | 'hex'
  /** The header with the signature, or with several. */
  readonly header: string
  /** What comes before each signature: `v1=`. Parts of the header without it are no signatures. */
  readonly prefix?: string
  readonly idHeader?: string
  /** If it is also `header`, the time is its part that begins with `t=`. */
  readonly timestampHeader?: string
  readonly nonceHeader?: string
  /**
   * Templates of the signed text, one of which fits: `{timestamp}`, `{nonce}`, `{id}`, `{header:X-Name}`, `{body}` (raw), `{body-sha256}` (its
   * hash in hex), `{query}` (the body's fields as a URL query) and `{sorted-query}` (its keys sorted).
   */
  readonly signed: string | readonly string[]
  /** The greatest age of a delivery, in seconds. */
  readonly toleranceSeconds: number
  /** The public keys of `ed25519`: one, or the URL of a JSON Web Key Set. */
  readonly keys?: { readonly url: string } | { readonly jwk: PublicKey }
}

/** A public Ed25519 key as a JSON Web Key. */
export type PublicKey = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
