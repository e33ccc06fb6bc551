/**
 * What applications import: `connect` and `createProviderClient` make clients, all errors extend `ShotlistError`, `download` fetches files. Each
 * provider's client is at `@shotlist/core/<id>`, webhooks are at `@shotlist/core/webhooks`, document types at `@shotlist/core/contract`, and the
 * code that generated clients import at `@shotlist/core/runtime`.
 */
export type { CallResult } from './client/call.ts'
export type {
  ApiKey,
  CallOptions,
  ClientEvent,
  ClientOptions,
  Input,
  SubmitOptions,
  TaskOptions,
  UploadOptions,
} from './client/client-options.ts'
export { type ClientParts, connect } from './client/connect.ts'
export type { ProviderBase } from './client/context.ts'
export { createProviderClient, type ProviderClient } from './client/provider-client.ts'
export { createRawClient, type RawClient } from './client/raw-client.ts'
export type { RecentTask } from './client/read-tasks.ts'
export type { ClientBase, ClientOf, MethodOf, Operation, OperationSet, ResultOf, WholeClient } from './client/typed-client.ts'
export type { UploadResult } from './client/upload.ts'
export type * from './contract/index.ts'
export { DownloadError } from './errors/download-error.ts'
export { InvalidInputError, type Issue } from './errors/invalid-input-error.ts'
export {
  NetworkError,
  NotJsonError,
  OutcomeUnknownError,
  RequestError,
  type RequestFacts,
  TimeoutError,
  UnexpectedAnswerError,
} from './errors/request-errors.ts'
export { AnswerError, type AnswerFacts, EnvelopeError, HttpStatusError } from './errors/response-errors.ts'
export { AbortedError, ConfigurationError, ShotlistError } from './errors/shotlist-error.ts'
export { DeadlineError, TaskFailedError, UnknownStateError } from './errors/task-errors.ts'
export { type Clock, systemClock } from './http/clock.ts'
export { isMasked, type Mask, maskOf } from './http/mask.ts'
export { backoffMs, type RetryOptions, startedNothing } from './http/retry-policy.ts'
export type { BodyLike, FetchLike, ResponseLike } from './http/send-and-read.ts'
export { type Int64, type Int64Input, parseExact, writeExact } from './json/exact-json.ts'
export { type Estimate, estimatePrice } from './prices/estimate-price.ts'
export { pollDelayMs } from './tasks/poll-schedule.ts'
export type {
  CancellableTask,
  Outputs,
  OutputValue,
  SavedTask,
  Submission,
  Task,
  TaskFailure,
  TaskResult,
  TaskSnapshot,
} from './tasks/task.ts'
export { type Download, type DownloadOptions, download } from './transfer/download.ts'
export type { FileInput } from './transfer/file-input.ts'
export type { ValidationMistake, Validator } from './validation/validator.ts'
