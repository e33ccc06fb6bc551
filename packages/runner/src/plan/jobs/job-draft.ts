import type { CompiledValue } from '../../manifest/expressions/compiled-value.ts'
import type { Job } from '../../manifest/manifest.ts'
import type { UsedOperation } from '../providers/resolve-operation.ts'
import type { Field } from '../request/field.ts'

/** A job with its operation found and its expressions read, before it is expanded. */
export type JobDraft = {
  readonly job: Job
  /** Absent where `uses` is wrong: the rest is checked as far as it can be. */
  readonly used: UsedOperation | undefined
  readonly fields: readonly Field[]
  readonly output: CompiledValue | undefined
  /** Jobs that must come before this one, for whatever reason, in the order they are named. */
  readonly after: readonly string[]
}
