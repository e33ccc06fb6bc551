import type { ErrorClass, TaskState } from '../contract/index.ts'

/** The named outputs of a task or call. Ids and URLs are text. */
export type Outputs = Readonly<Record<string, string | number | undefined>>

/** Why a task failed. */
export type TaskFailure = { readonly class: ErrorClass; readonly code?: string; readonly message: string }

/** A task as one read found it. */
export type TaskSnapshot<O = Outputs> = {
  readonly taskId: string
  readonly state: TaskState
  /** The provider's own word (or number, as text) for the state. */
  readonly raw?: string
  /** Whether the document knows the state. An unknown one counts as `running`. */
  readonly known: boolean
  /** What is there so far; complete once `succeeded`. */
  readonly outputs: Partial<O>
  /** Once `failed`. */
  readonly failure?: TaskFailure
  /** What the task says it cost, in the provider's unit. */
  readonly credits?: number
  /** The answer, or the task's item of it. Integers beyond 2^53 are their digits as text. */
  readonly body: unknown
}
