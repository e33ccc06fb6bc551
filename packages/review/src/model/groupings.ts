import type { Grouping } from './arrange.ts'

/** The ways to put clips together, with their names. */
export const GROUPINGS: readonly (readonly [Grouping, string])[] = [
  ['job', 'job'],
  ['provider', 'provider'],
  ['tag', 'tag'],
  ['state', 'state'],
  ['none', 'nothing'],
]
