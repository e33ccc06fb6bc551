import type { ErrorClass, OutputRule, Price, Scalar, TaskState } from '@shotlist/core/contract'

/** The extensions as they are written in a document: the shapes that `schema/dialect.schema.json` admits. */

export type OneOrMany = string | readonly string[]

/** `500ms`, `5s`, `10m`, `2h`, `30d`. */
type DurationText = string

export type DialectCondition = {
  readonly at: OneOrMany
  readonly equals?: Scalar
  readonly in?: readonly Scalar[]
  readonly present?: boolean
}

export type DialectProvider = {
  readonly dialect: 1
  readonly id: string
  readonly title: string
  readonly env: { readonly key: string; readonly base_url: string }
  readonly key_url?: string
  readonly trace?: string
  readonly idempotency: string
  readonly limits: { readonly in_flight: number; readonly requests_per_minute: number }
  readonly money: { readonly unit: string; readonly usd?: number }
}

export type DialectErrorRule = {
  readonly class: ErrorClass
  readonly meaning: string
  readonly hint?: string
  readonly retry?: boolean
  readonly billable?: boolean
  readonly status?: number
}

export type DialectErrors = {
  readonly envelope?: { readonly ok?: DialectCondition; readonly failed?: DialectCondition }
  readonly code?: OneOrMany
  readonly message?: OneOrMany
  readonly trace?: OneOrMany
  readonly codes?: Readonly<Record<string, DialectErrorRule>>
  readonly statuses?: Readonly<Record<string, DialectErrorRule>>
}

export type DialectOutput = {
  readonly from: OneOrMany
  readonly type: OutputRule['type']
  readonly required?: boolean
  readonly description?: string
}

export type DialectTask = {
  readonly id: OneOrMany
  readonly charged?: OneOrMany
  readonly read: { readonly operation: string; readonly id: string; readonly fixed?: Readonly<Record<string, unknown>> }
  readonly read_many?: {
    readonly operation: string
    readonly ids: string
    readonly fixed?: Readonly<Record<string, unknown>>
    readonly items: string
    readonly item_id: OneOrMany
    readonly max: number
  }
  readonly recent?: {
    readonly operation: string
    readonly fixed?: Readonly<Record<string, unknown>>
    readonly items: string
    readonly item_id: OneOrMany
    readonly request?: OneOrMany
    readonly created_at?: OneOrMany
  }
  readonly state: {
    readonly raw?: OneOrMany
    readonly rules: readonly (DialectCondition & { readonly is: TaskState; readonly class?: ErrorClass; readonly reason?: string })[]
  }
  readonly failure?: { readonly code?: OneOrMany; readonly message?: OneOrMany }
  readonly outputs: Readonly<Record<string, DialectOutput>>
  readonly credits?: OneOrMany
  readonly poll?: { readonly first?: DurationText; readonly every?: DurationText; readonly deadline?: DurationText }
}

type DialectUpload = {
  readonly file: string
  readonly url?: string
  readonly result: string
  readonly accepts?: {
    readonly types?: readonly string[]
    readonly max_bytes?: number
    readonly max_side?: number
    readonly max_seconds?: number
  }
}

export type DialectOperation = {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly starts?: string
  readonly charges?: boolean
  readonly upload?: DialectUpload
  readonly balance?: { readonly sum: OneOrMany }
  readonly request?: unknown
  readonly fixed?: Readonly<Record<string, unknown>>
  readonly outputs?: Readonly<Record<string, DialectOutput>>
  readonly price?: Price
  readonly webhook_field?: string
  readonly example?: Readonly<Record<string, unknown>>
}

export type DialectWebhook = {
  readonly task: string
  readonly id: OneOrMany
  readonly signature?: {
    readonly scheme: 'hmac-sha256'
    readonly encoding: 'base64' | 'hex'
    readonly header: string
    readonly timestamp?: string
    readonly nonce?: string
    readonly signed: string
    readonly tolerance?: DurationText
  }
  readonly answer?: { readonly status?: number; readonly body?: string }
  readonly retries?: readonly DurationText[]
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of a duration as the dialect writes it (`500ms`, `5s`, `10m`, `2h`, `30d`), or nothing where the text is none. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  return match === null ? undefined : Number(match[1]) * UNITS_MS[match[2] as keyof typeof UNITS_MS]
}
