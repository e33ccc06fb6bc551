import type { OperationKind } from '../contract/index.ts'
import type { Task } from '../tasks/task.ts'
import type { FileInput } from '../transfer/file-input.ts'
import type { SubmitOptions, TaskOptions, UploadOptions } from './client-options.ts'
import type { EngineOperation } from './engine.ts'
import type { CallResult, UploadResult } from './provider-client.ts'

/** An operation as generated. `types` is never there: it carries the types of input, outputs and answer. */
export type Operation<
  Input = unknown,
  Outputs = unknown,
  Kind extends OperationKind = OperationKind,
  Answer = unknown,
> = EngineOperation & {
  readonly kind: Kind
  readonly types?: { readonly input: Input; readonly outputs: Outputs; readonly answer: Answer }
}

/** Operations by the method name they get. */
export type OperationSet = Readonly<Record<string, Operation>>

/** An argument that may be left out when nothing in it is required. */
type InputArgument<Input, Options> =
  Record<never, never> extends Input ? [input?: Input, options?: Options] : [input: Input, options?: Options]

/** The method that an operation becomes. */
export type MethodOf<O> =
  O extends Operation<infer Input, infer Outputs, infer Kind, infer Answer>
    ? Kind extends 'task'
      ? (...args: InputArgument<Input, TaskOptions>) => Task<Outputs>
      : Kind extends 'upload'
        ? (file: FileInput, options?: UploadOptions) => Promise<UploadResult<Outputs, Answer>>
        : (...args: InputArgument<Input, SubmitOptions>) => Promise<CallResult<Outputs, Answer>>
    : never
