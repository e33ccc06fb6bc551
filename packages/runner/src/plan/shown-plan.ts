import type { Budget, JobInstance } from './plan.ts'

/** What a report of a run shows of an instance. */
export type ShownInstance = Pick<JobInstance, 'id' | 'job' | 'at' | 'provider' | 'output'> & {
  readonly price: Pick<JobInstance['price'], 'unit'>
}

/** What a report of a run needs to know of its plan. Every plan is one. */
export type ShownPlan = {
  readonly name: string
  readonly manifestPath: string
  /** Absent where it is known that its files are all there. */
  readonly outputDir?: string
  readonly budget: Budget
  readonly runBudget?: Budget
  readonly providers: Readonly<Record<string, { readonly model: { readonly table: { readonly money: { readonly usd?: number } } } }>>
  readonly instances: readonly ShownInstance[]
}
