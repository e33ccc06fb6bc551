import type { ProviderTable } from '@shotlist/codegen'

/** How the errors of a document are recognised, read and classified. */
export type ErrorRules = ProviderTable['errors']

/** What a document says of one error code or status. */
export type ErrorRule = ErrorRules['codes'][string]

/** What a failure means, the same at every provider. */
export type ErrorClass = ErrorRule['class']

/** One task kind of a document. */
export type TaskRules = ProviderTable['tasks'][string]

/** One line of the table that reads a task's state. */
export type StateRule = TaskRules['states'][number]

/** A task's state as every provider's own are mapped to. */
export type TaskState = StateRule['is']

/** A test on an answer. */
export type Condition = NonNullable<NonNullable<ErrorRules['envelope']>['ok']>

/** One named output. */
export type OutputRule = TaskRules['outputs'][string]

/** One named operation, as it is sent. */
export type OperationTable = ProviderTable['operations'][string]

/** What a request costs. */
export type Price = NonNullable<OperationTable['price']>

/** How a file goes in. */
export type UploadRule = NonNullable<OperationTable['upload']>
