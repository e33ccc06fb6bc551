import type { FieldModel } from '@shotlist/codegen'
import { fitsField } from './fits-field.ts'

/** The ways in which providers write the same: switches as numbers, lengths with their unit. The value as it is comes first. */
export function spellings(value: unknown, { canonical }: Pick<FieldModel, 'canonical'>): readonly unknown[] {
  if (typeof value === 'boolean') return [value, Number(value)]
  if (canonical === 'duration') return [value, ...otherLengths(value)]
  return value === 0 || value === 1 ? [value, value === 1] : [value]
}

function otherLengths(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [`${value}s`]
  const [, seconds, unit] = typeof value === 'string' ? (/^(\d+)(s?)$/.exec(value) ?? []) : []
  if (seconds === undefined) return []
  return unit === '' ? [`${seconds}s`] : [Number(seconds)]
}

/**
 * A value as this provider writes it, where the field has a meaning that others share: `true` where it takes 1, `5` where it takes `5s`. A job
 * keeps its values when it moves. What fits no other way either is left as it is, for the validator to speak of.
 */
export function respell(value: unknown, field: FieldModel | undefined): unknown {
  if (field?.canonical === undefined) return value
  const [, ...others] = spellings(value, field)
  if (others.length === 0 || fitsField(value, field) === undefined) return value
  return others.find((one) => fitsField(one, field) === undefined) ?? value
}
