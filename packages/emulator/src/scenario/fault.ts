import type { ErrorClass } from '../documents/terms.ts'

/** What a request does; faults are aimed at one of these, at `any`, or at an operation by its name. */
export type Phase = 'submit' | 'read' | 'upload' | 'query' | 'download'

/** Which of the matching requests a fault strikes. */
type Aim = {
  /** `any`, a phase, or the name of an operation (`extend`). */
  readonly on: string
  /** How likely it strikes, 0 to 1. Default 1. */
  readonly probability?: number
  /** How often it strikes at most. Default: always. */
  readonly times?: number
  /** Matching requests that are left alone first. Default 0. */
  readonly after?: number
  /** Strikes only the matching request with this number, or these, from 1. */
  readonly nth?: number | readonly number[]
}

/** Something that goes wrong on purpose. */
export type Fault = Aim &
  (
    | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
    | { readonly kind: 'drop-before' | 'drop-after' | 'drop-mid-body' | 'stall-headers' | 'stall-body' }
    | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number | string; readonly accepted?: boolean }
    | { readonly kind: 'html' | 'truncated-json'; readonly accepted?: boolean }
    | { readonly kind: 'foreign-json'; readonly body?: string; readonly accepted?: boolean }
    | { readonly kind: 'continue' }
    | {
        readonly kind: 'error'
        readonly class?: ErrorClass
        readonly code?: string
        readonly message?: string
        readonly retryAfter?: number | string
      }
    | { readonly kind: 'stale' }
    | { readonly kind: 'reads-failed'; readonly class?: ErrorClass; readonly code?: string; readonly message?: string }
    | { readonly kind: 'task-fails'; readonly class?: ErrorClass; readonly code?: string; readonly message?: string }
    | { readonly kind: 'task-never-ends' }
    | { readonly kind: 'task-unknown-state'; readonly value?: string | number; readonly forMs?: number }
    | { readonly kind: 'task-slow'; readonly factor: number }
    | { readonly kind: 'slow-download'; readonly bytesPerSecond: number }
    | { readonly kind: 'truncated-download' | 'expired-download' | 'wrong-content' | 'no-length' | 'no-range' }
  )

export type FaultKind = Fault['kind']
