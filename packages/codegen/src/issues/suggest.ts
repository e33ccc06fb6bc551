import { suggest } from '@shotlist/core/reasons'

export { suggest } from '@shotlist/core/reasons'

/** A hint for an unknown name: the most similar known name, or all of them if there are few. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const names = [...known].filter((one) => one.length <= MAX_NAME)
  const nearest = suggest(name, names)
  if (nearest !== undefined) return `did you mean ${nearest}?`
  return names.length > 0 && names.length <= 12 ? `known are ${names.join(', ')}` : undefined
}

/** Longer names are not shown: a broken document may have any text as a name. */
const MAX_NAME = 80
