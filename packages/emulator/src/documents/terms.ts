import type { ProviderTable } from '@shotlist/codegen'

/** How to recognise, read and classify the errors of a provider. */
export type ErrorRules = ProviderTable['errors']

/** The meaning of one error code or status. */
export type ErrorRule = ErrorRules['codes'][string]

/** The class of a failure, the same for all providers. */
export type ErrorClass = ErrorRule['class']

/** One task kind of a document. */
export type TaskRules = ProviderTable['tasks'][string]

/** One rule of the table that maps a response to a task's state. */
export type StateRule = TaskRules['states'][number]

/** The state of a task, in the words that all providers are mapped to. */
export type TaskState = StateRule['is']

/** A condition on a response. */
export type Condition = NonNullable<NonNullable<ErrorRules['envelope']>['ok']>

export type OutputRule = TaskRules['outputs'][string]

/** One named operation and how it is sent. */
export type OperationTable = ProviderTable['operations'][string]

/** The price of a request. */
export type Price = NonNullable<OperationTable['price']>

/** How a file goes inside a request. */
export type FileRule = NonNullable<OperationTable['files']>[string]

/** How a file is uploaded. */
export type UploadRule = NonNullable<OperationTable['upload']>
