import type { Deferred } from './deferred.ts'

/** What the expressions of one place can see. A context that is absent does not exist there. */
export type Scope = {
  readonly vars?: ReadonlyMap<string, unknown>
  readonly env?: { readonly allowed: readonly string[]; readonly values: Readonly<Record<string, string>> }
  readonly matrix?: Readonly<Record<string, unknown>>
  readonly row?: Readonly<Record<string, unknown>>
  readonly take?: number
  /** The job's name. */
  readonly job?: string
  readonly jobs?: JobScope
}

/** The other jobs, as expressions see them. */
type JobScope = {
  /** An output of another job, or why there is none. */
  output(job: string, name: string): Deferred | OutputProblem
}

export type OutputProblem = {
  readonly problem: string
  readonly code: string
  readonly hint?: string | undefined
  readonly suggestion?: string | undefined
}
