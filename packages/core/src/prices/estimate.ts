/** What a request would cost. `usd` is absent where the unit's rate is not known; `unknown` says why there is no price. */
export type Estimate =
  | { readonly amount: number; readonly unit: string; readonly usd?: number; readonly unknown?: never }
  | { readonly unknown: string; readonly amount?: never; readonly usd?: never }
