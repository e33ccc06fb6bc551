import type { OperationKind } from '../contract/index.ts'
import type { Estimate } from '../prices/estimate-price.ts'
import type { CancellableTask, Outputs, SavedTask, Task, TaskResult, TaskSnapshot } from '../tasks/task.ts'
import type { FileInput } from '../transfer/file-input.ts'
import type { CallResult } from './call.ts'
import type { CallOptions, ClientOptions, Input, SubmitOptions, TaskOptions, UploadOptions } from './client-options.ts'
import type { ClientOperation } from './context.ts'
import type { ProviderClient } from './provider-client.ts'
import type { UploadResult } from './upload.ts'

/** A generated operation. `types` exists only for the compiler: it carries the types of input, outputs and response body. */
export type Operation<In = unknown, Out = unknown, Kind extends OperationKind = OperationKind, Answer = unknown> = ClientOperation & {
  readonly kind: Kind
  readonly types?: { readonly input: In; readonly outputs: Out; readonly answer: Answer }
}

/** Operations by method name. */
export type OperationSet = Readonly<Record<string, Operation>>

/** Makes the input optional if none of its fields is required. */
type InputArgument<In, Options> = Record<never, never> extends In ? [input?: In, options?: Options] : [input: In, options?: Options]

/** The type of an operation's method, by the operation's kind. */
export type MethodOf<O> =
  O extends Operation<infer In, infer Out, infer Kind, infer Answer>
    ? Kind extends 'task'
      ? (...args: InputArgument<In, TaskOptions>) => Task<Out>
      : Kind extends 'upload'
        ? (file: FileInput, options?: UploadOptions) => Promise<UploadResult<Out, Answer>>
        : (...args: InputArgument<In, SubmitOptions>) => Promise<CallResult<Out, Answer>>
    : never

/** What every typed client has besides its operations. An interface, because a type alias cannot name its own `this`. */
export interface ClientBase {
  /**
   * Waits for a task that was started before. Accepts the value of `task.toJSON()` or its JSON text.
   *
   * @throws ConfigurationError if it is of another provider or has no task id.
   */
  resume<O = Outputs>(saved: SavedTask | string, options?: TaskOptions): Task<O>
  /** A client with some options replaced; options that are `undefined` replace nothing. */
  withOptions(options: ClientOptions): this
}

/**
 * What the client of a whole document has besides its operations. `Inputs` are the inputs of its paid operations, by operation name; `Tasks` the
 * outputs of its tasks, by task kind and by the name of an operation that starts them.
 */
export interface WholeClient<Inputs extends object = Record<string, Input>, Tasks extends object = Record<string, Outputs>>
  extends ClientBase {
  /** The client by operation name, untyped: also reads many tasks at once, lists recent tasks, reads the balance. */
  readonly engine: ProviderClient
  /**
   * Reads many tasks: with one request for many if the provider has one, otherwise with one request each. `kind` is a task kind of the document,
   * or the name of an operation that starts it (`text-to-video`). Tasks that the provider does not know are absent.
   */
  retrieveMany<Kind extends keyof Tasks & string>(
    kind: Kind,
    taskIds: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, TaskSnapshot<Tasks[Kind]>>>
  /**
   * Asks the provider to stop a task: one that `submitted` or a saved task names, or an id. Code that waits for it gets the state that the
   * provider then reports. `kind` as for `retrieveMany`.
   *
   * @throws ConfigurationError if the document does not say how; HttpStatusError or EnvelopeError if the provider refuses.
   */
  cancel<Kind extends keyof Tasks & string>(kind: Kind, task: CancellableTask, options?: CallOptions): Promise<void>
  /**
   * Estimates what a request costs, by operation name (`text-to-video`). Sends nothing. Fields may be missing: if the price depends on one of them,
   * the estimate says so. (`engine.estimate` accepts any name and input.)
   */
  estimate<Name extends keyof Inputs & string>(operation: Name, input: Partial<Inputs[Name]>): Estimate
}

/** The typed client of a set of operations. */
export type ClientOf<Operations extends OperationSet> = ClientBase & { readonly [Method in keyof Operations]: MethodOf<Operations[Method]> }

/** The result type of a task: `ResultOf<typeof task>`. */
export type ResultOf<T> = T extends Task<infer O> ? TaskResult<O> : never
