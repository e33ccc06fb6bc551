/** The runtime: clients made from a provider's table, typed errors, transfers. Each provider's own client is at `@shotlist/core/<id>`. */
export { callOperation } from './client/call.ts'
export type { ApiKey, CallOptions, ClientEvent, ClientOptions, SubmitOptions, TaskOptions, UploadOptions } from './client/client-options.ts'
export { type ClientParts, connect, connectWhole, type WholeParts } from './client/connect.ts'
export type { ClientContext, ClientOperation, InputCheck, ProviderBase } from './client/context.ts'
export { type InputCheckOptions, inputCheck, plainCheck } from './client/input-check.ts'
export type { CallResult, Input, ProviderClient, RecentTask, UploadResult } from './client/provider-client.ts'
export { createProviderClient, operationFromTable } from './client/provider-client.ts'
export { createRawClient, type RawClient } from './client/raw-client.ts'
export { startTask, startTaskWithFiles } from './client/start-task.ts'
export type { ClientBase, ClientOf, MethodOf, Operation, OperationSet, ResultOf, WholeClient } from './client/typed-client.ts'
export { uploadFile } from './client/upload.ts'
export type * from './contract/index.ts'
export { AnswerError, type AnswerFacts, EnvelopeError, HttpStatusError } from './errors/answer-errors.ts'
export { DownloadError } from './errors/download-error.ts'
export type { Issue } from './errors/invalid-input-error.ts'
export { InvalidInputError } from './errors/invalid-input-error.ts'
export {
  NetworkError,
  NotJsonError,
  OutcomeUnknownError,
  RequestError,
  type RequestFacts,
  TimeoutError,
  UnexpectedAnswerError,
} from './errors/request-errors.ts'
export { AbortedError, ConfigurationError, ShotlistError } from './errors/shotlist-error.ts'
export { DeadlineError, TaskFailedError, UnknownStateError } from './errors/task-errors.ts'
export { type Clock, systemClock } from './http/clock.ts'
export type { BodyLike, FetchLike, ResponseLike } from './http/exchange.ts'
export { isMasked, type Mask, maskOf } from './http/mask.ts'
export type { RetryOptions } from './http/retry-policy.ts'
export { startedNothing } from './http/retry-policy.ts'
export type { Int64, Int64Input } from './json/exact-json.ts'
export { parseExact, writeExact } from './json/exact-json.ts'
export type { Estimate } from './prices/estimate-price.ts'
export { estimatePrice } from './prices/estimate-price.ts'
export { placeInput } from './requests/build-request.ts'
export { type ExactIntegers, exactFields, exactIntegers } from './requests/exact-integers.ts'
export { pollDelayMs } from './tasks/poll-schedule.ts'
export type { Outputs, SavedTask, Submission, Task, TaskFailure, TaskResult, TaskSnapshot } from './tasks/task.ts'
export { type Download, type DownloadOptions, download } from './transfer/download.ts'
export type { FileInput } from './transfer/file-input.ts'
export type { ValidationMistake, Validator } from './validation/validator.ts'
