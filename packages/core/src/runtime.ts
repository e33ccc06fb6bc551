/**
 * What generated clients import. Other code should not: these exports may change with any version. A `client.gen.ts` calls `connectWhole<PixverseClient>(table, { methods, validators },
 * options)`; the generated operations for small bundles name the code they need: `startTask`, `callOperation`, `uploadFile` ... The `shotlist` command imports what downloads have in common.
 */
export { type CallResult, callOperation } from './client/call.ts'
export type { ClientOptions, SubmitOptions, TaskOptions, UploadOptions } from './client/client-options.ts'
export { connectWhole } from './client/connect.ts'
export type { ProviderBase } from './client/context.ts'
export { inputCheck, plainCheck } from './client/input-check.ts'
export type { RawClient } from './client/raw-client.ts'
export { startTask, startTaskWithFiles } from './client/start-task.ts'
export type { Operation, WholeClient } from './client/typed-client.ts'
export { type UploadResult, uploadFile } from './client/upload.ts'
export type { ErrorVerdict, ProviderTable, TaskRules } from './contract/index.ts'
export type { Int64, Int64Input } from './json/exact-json.ts'
export { formOf, placeInput, urlencodedOf } from './requests/build-request.ts'
export { FILE_EMBEDDING } from './requests/embed-files.ts'
export { exactFields, exactIntegers } from './requests/exact-integers.ts'
export { markRequest } from './requests/mark-request.ts'
export { nestBody } from './requests/nest-body.ts'
export type { Task } from './tasks/task.ts'
export type { FileInput } from './transfer/file-input.ts'
export { fileHeaders, isEncoded, lengthOf, rangeOf } from './transfer/file-range.ts'
export type { Validator } from './validation/validator.ts'
