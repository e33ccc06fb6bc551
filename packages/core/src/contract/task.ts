import type { ErrorClass } from './errors.ts'
import type { Candidates, Condition, Expression, Scalar } from './expression.ts'

/** The states every provider's own are mapped to. An unknown value counts as `running`, is reported, and is bounded by the deadline. */
export type TaskState = 'pending' | 'running' | 'succeeded' | 'failed'

/** One line of the table that reads a task's state. */
export type StateRule = Condition & {
  readonly is: TaskState
  /** For `failed`: what kind of failure it is. */
  readonly class?: ErrorClass
  /** For `failed`: the reason for a person, where the answer carries none. */
  readonly reason?: string
}

/** One named output of a finished task or call. */
export type OutputRule = {
  readonly from: Candidates
  /**
   * `video`, `image` and `audio` are URLs of files; `id` is an exact integer or text and is always handed on as text; `number` and
   * `text` are what they say. The first output of type `video` or `image` is the file a job downloads.
   */
  readonly type: 'video' | 'image' | 'audio' | 'id' | 'number' | 'text'
  /** A task that has succeeded always has it, and so has the answer of an operation that answers at once. */
  readonly required?: true
  readonly description?: string
}

/** A request of the document, as far as sending it needs. */
export type Endpoint = {
  readonly operationId: string
  readonly method: string
  readonly path: string
}

/** How one task is read. */
export type ReadRule = Endpoint & {
  /** Where the task's id goes: `$request.path.id`, `$request.query.task_id` or `$request.body#/id`. */
  readonly id: Expression
  /** Whether the id's place is declared an integer, so that it must be sent as a bare number. */
  readonly idIsInteger: boolean
  /** Sent as they are: in the body where the operation has one, else as query parameters. */
  readonly fixed?: Readonly<Record<string, unknown>>
}

/** How many tasks are read with one request: the ids go in as an array, the answer has an item for each task. */
export type ReadManyRule = ReadRule & {
  /** The array of items in the answer. An item stands for the body of a single read. */
  readonly items: Expression
  /** The task id within an item, with the item as `$response.body`. */
  readonly itemId: Candidates
  /** Ids in one request, at the most. */
  readonly max: number
}

/** How recent tasks are listed, to find one whose submission was never answered. */
export type RecentRule = Endpoint & {
  readonly fixed?: Readonly<Record<string, unknown>>
  readonly items: Expression
  readonly itemId: Candidates
  /** The request the task was made from, within an item. */
  readonly request?: Candidates
  /** When the task was made, unix seconds, within an item. */
  readonly createdAt?: Candidates
}

/** How tasks of one kind are submitted, read and judged. */
export type TaskRules = {
  /** The task id in the answer to the submission. */
  readonly id: Candidates
  /** What the submission's answer says it charges, in the provider's unit. */
  readonly charged?: Candidates
  readonly read: ReadRule
  readonly readMany?: ReadManyRule
  readonly recent?: RecentRule
  /** The raw state, for people and logs. */
  readonly raw: Candidates
  /** The first rule that holds decides. Where none does, the state is unknown. */
  readonly states: readonly StateRule[]
  readonly failure: { readonly code?: Candidates; readonly message?: Candidates }
  readonly outputs: Readonly<Record<string, OutputRule>>
  /** What the finished task says it cost. */
  readonly credits?: Candidates
  readonly poll: { readonly firstMs: number; readonly everyMs: number; readonly deadlineMs: number }
}

/** Values that a fixed request field or comparison may hold. */
export type Fixed = Scalar | readonly unknown[] | Readonly<Record<string, unknown>>
