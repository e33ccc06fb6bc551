import type { OperationKind } from '../contract/index.ts'
import type { Estimate } from '../prices/estimate-price.ts'
import type { Outputs, SavedTask, Task, TaskResult, TaskSnapshot } from '../tasks/task.ts'
import type { FileInput } from '../transfer/file-input.ts'
import type { CallResult } from './call.ts'
import type { CallOptions, ClientOptions, Input, SubmitOptions, TaskOptions, UploadOptions } from './client-options.ts'
import type { ClientOperation } from './context.ts'
import type { ProviderClient } from './provider-client.ts'
import type { UploadResult } from './upload.ts'

/** An operation as generated. `types` is never there: it carries the types of input, outputs and answer. */
export type Operation<In = unknown, Out = unknown, Kind extends OperationKind = OperationKind, Answer = unknown> = ClientOperation & {
  readonly kind: Kind
  readonly types?: { readonly input: In; readonly outputs: Out; readonly answer: Answer }
}

/** Operations by the method name they get. */
export type OperationSet = Readonly<Record<string, Operation>>

/** An argument that may be left out when nothing in it is required. */
type InputArgument<In, Options> = Record<never, never> extends In ? [input?: In, options?: Options] : [input: In, options?: Options]

/** The method that an operation becomes. */
export type MethodOf<O> =
  O extends Operation<infer In, infer Out, infer Kind, infer Answer>
    ? Kind extends 'task'
      ? (...args: InputArgument<In, TaskOptions>) => Task<Out>
      : Kind extends 'upload'
        ? (file: FileInput, options?: UploadOptions) => Promise<UploadResult<Out, Answer>>
        : (...args: InputArgument<In, SubmitOptions>) => Promise<CallResult<Out, Answer>>
    : never

/** What every typed client has beside its operations. An interface, because only those have a type for `this`. */
export interface ClientBase {
  /** Waits for a task that was started before: takes the value of `task.toJSON()`, or its JSON text. */
  resume<O = Outputs>(saved: SavedTask | string, options?: TaskOptions): Task<O>
  /** The same client with some options replaced. */
  withOptions(options: ClientOptions): this
}

/**
 * What the client of a whole document has beside its operations. `Inputs` are what its paid operations take, by operation name, `Tasks` what its
 * tasks yield, by kind and by the name of an operation that starts them.
 */
export interface WholeClient<Inputs extends object = Record<string, Input>, Tasks extends object = Record<string, Outputs>>
  extends ClientBase {
  /** The client by operation name, untyped: also reads many tasks at once, lists recent ones, tells the balance. */
  readonly engine: ProviderClient
  /**
   * Reads many tasks, with as few requests as the provider allows: many at once where it has a request for that, else one each. `kind` is a task
   * kind of the document, or the name of an operation that starts it (`text-to-video`). Tasks the provider does not know are absent.
   */
  retrieveMany<Kind extends keyof Tasks & string>(
    kind: Kind,
    taskIds: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, TaskSnapshot<Tasks[Kind]>>>
  /**
   * What a request would cost, by operation name (`text-to-video`). Sends nothing. Fields may be missing: where the price depends on one of them,
   * the estimate says so. (`engine.estimate` takes any name and input.)
   */
  estimate<Name extends keyof Inputs & string>(operation: Name, input: Partial<Inputs[Name]>): Estimate
}

/** The typed client of a set of operations. */
export type ClientOf<Operations extends OperationSet> = ClientBase & { readonly [Method in keyof Operations]: MethodOf<Operations[Method]> }

/** What a task comes to, by its type: `ResultOf<typeof task>`. */
export type ResultOf<T> = T extends Task<infer O> ? TaskResult<O> : never
