import type { ErrorClass } from './errors.ts'
import type { Candidates, Condition, Expression, Scalar } from './expression.ts'

/** The states that the providers' own states are mapped to. An unknown state counts as `running` until the deadline, and is reported. */
export type TaskState = 'pending' | 'running' | 'succeeded' | 'failed'

/** One line of the table that reads a task's state. */
export type StateRule = Condition & {
  readonly is: TaskState
  /** For `failed`: what kind of failure it is. */
  readonly class?: ErrorClass
  /** For `failed`: the reason, if the response does not hold one. */
  readonly reason?: string
}

/** One named output of a finished task or call. */
export type OutputRule = {
  /** For a file, also an address with embedded expressions: `/files/{$response.body#/file_id}`. `-` in a pointer stands for every item of a list. */
  readonly from: Candidates
  /**
   * Whether the body of the response is itself the file (`from` is `$response.body`). Of a task, the value is then the address of that request,
   * at which the file is read again.
   */
  readonly body?: true
  /** Whether the output is a list: a place of `from` names every item. */
  readonly list?: true
  /** For a file: whether a job keeps it beside its main file. */
  readonly keep?: true
  /** Whether the file's download needs the API key. */
  readonly auth?: true
  /** Constant headers of the file's download. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * `video`, `image` and `audio` are URLs of files (one that begins with `/` is below the server); `id` is an exact integer or text and always becomes text. The first output with a file is what a job downloads; every file, if it is a list.
   */
  readonly type: 'video' | 'image' | 'audio' | 'id' | 'number' | 'text'
  /** For an output that the response of `TaskRules.result` holds, and not that of the read. */
  readonly in?: 'result'
  /** Whether every success has it: a task that succeeded, or the response of an operation that starts no task. */
  readonly required?: true
  readonly description?: string
}

/** The method and path of a request in the document. */
export type Endpoint = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  /** MIME types (`audio/mpeg`, `video/*`) of a success response that is itself a file. Absent: no such response is one. */
  readonly fileTypes?: readonly string[]
}

/** The constants of a request about tasks. */
export type Constants = {
  /** Sent in the body if the operation has one, otherwise as query parameters. */
  readonly fixed?: Readonly<Record<string, unknown>>
  /** Those that the document declares as parameters elsewhere. */
  readonly parameters?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly header?: Readonly<Record<string, unknown>>
  }
}

/** How one task is read. */
export type ReadRule = Endpoint &
  Constants & {
    /** Where the task's id goes: `$request.path.id`, `$request.query.task_id` or `$request.body#/id`. `$url`: it is the address of the request. */
    readonly id: Expression
    /** Whether the document declares the id as an integer: it is sent as a bare number then. */
    readonly idIsInteger: boolean
  }

/** How to read many tasks with one request: it holds an array of ids, the response an item for each task. */
export type ReadManyRule = ReadRule & {
  /** The array of items in the response. Each item is like the body of a single read. */
  readonly items: Expression
  /** The task id within an item, with the item as `$response.body`. */
  readonly itemId: Candidates
  /** The most ids in one request. */
  readonly max: number
}

/** How to list recent tasks, to find one whose submission got no response. */
export type RecentRule = Endpoint &
  Constants & {
    readonly items: Expression
    readonly itemId: Candidates
    /** The request that started the task, within an item. */
    readonly request?: Candidates
    /** When the task started, within an item: Unix seconds, milliseconds, or ISO text with a time zone. */
    readonly createdAt?: Candidates
  }

/** How a task is found by the key that was sent with its submission. */
export type LookupRule = ReadRule & {
  /** Where the key goes in the submission. */
  readonly sent: Expression
  /** The task's id in the response. Default: as in the response to the submission. */
  readonly taskId?: Candidates
}

/** The request that returns the outputs of a task that has succeeded, if its read does not. */
export type ResultRule = ReadRule & {
  /** What goes to `id`, in the response to the read. Absent, also `submitted`: the task's id. */
  readonly value?: Candidates
  /** What goes to `id`, in the response to the submission. It is a part of the task's id then. */
  readonly submitted?: Candidates
  /** Rules for its response. The first that holds decides; if none holds, the task has succeeded. */
  readonly states?: readonly StateRule[]
}

/** The request that stops a task. */
export type CancelRule = ReadRule & {
  /** What goes to `id`, in the response to the submission or to a read. Absent: the task's id. */
  readonly value?: Candidates
}

/** How to submit and read tasks of one kind, and how to recognise their state. */
export type TaskRules = {
  /** The task id in the response to the submission. */
  readonly id: Candidates
  /** The charge that the response to the submission reports, in the provider's unit. */
  readonly charged?: Candidates
  readonly read: ReadRule
  readonly readMany?: ReadManyRule
  readonly recent?: RecentRule
  readonly lookup?: LookupRule
  /** Sent after a read that found the task succeeded. */
  readonly result?: ResultRule
  /** The provider's own state, for people and logs. */
  readonly raw: Candidates
  /** The first rule that holds decides. If none holds, the state is unknown. */
  readonly states: readonly StateRule[]
  readonly failure: {
    readonly code?: Candidates
    readonly message?: Candidates
    /**
     * Whether a failed task is charged, by code (as `ErrorRules.codes`), by class, or `*` for all others. Candidates name a place that says so:
     * an amount, `true` or `false`. What it does not say may have been charged. Absent: only a reported cost is charged.
     */
    readonly billable?: Readonly<Record<string, boolean | Candidates>>
  }
  /** Those of the read, and those of the result (`in: 'result'`). */
  readonly outputs: Readonly<Record<string, OutputRule>>
  /** Stops a task at the provider. */
  readonly cancel?: CancelRule
  /** How far a running task is: a number in the response to the read, and that at the end. */
  readonly progress?: { readonly from: Candidates; readonly of: number }
  /** The cost that the finished task reports, in the provider's unit. */
  readonly credits?: Candidates
  readonly poll: { readonly firstMs: number; readonly everyMs: number; readonly deadlineMs: number }
}

/** Values that a fixed request field or comparison may hold. */
export type Fixed = Scalar | readonly unknown[] | Readonly<Record<string, unknown>>
