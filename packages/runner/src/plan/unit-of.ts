import type { ShownInstance } from './shown-plan.ts'

/** The unit that all of these are priced in; undefined where there are several, whose amounts cannot be added up. */
export function unitOf(instances: readonly Pick<ShownInstance, 'price'>[]): string | undefined {
  const units = new Set(instances.map(({ price }) => price.unit))
  return units.size === 1 ? [...units][0] : undefined
}
