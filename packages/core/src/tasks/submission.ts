/** A submission that was answered with a task id. */
export type Submission = {
  readonly operation: string
  readonly taskId: string
  /** The idempotency key it was sent with, in lower case. Where the provider has no idempotency it only names the submission. */
  readonly key: string
  /** What the request's trace header carried (the key, where the provider uses one header for both). */
  readonly traceId: string
  /** What the answer says the task costs, in the provider's unit. */
  readonly charged?: number
}
