import type { Budget, JobInstance } from './plan.ts'

/** The part of an instance that a report of a run shows. */
export type ShownInstance = Pick<JobInstance, 'id' | 'job' | 'at' | 'provider' | 'output'> & {
  readonly price: Pick<JobInstance['price'], 'unit'>
}

/** The part of a plan that a report of a run needs. */
export type ShownPlan = {
  readonly name: string
  readonly manifestPath: string
  /** Absent if all its files are known to be in place. */
  readonly outputDir?: string
  readonly budget: Budget
  readonly runBudget?: Budget
  readonly providers: Readonly<Record<string, { readonly model: { readonly table: { readonly money: { readonly usd?: number } } } }>>
  readonly instances: readonly ShownInstance[]
}
