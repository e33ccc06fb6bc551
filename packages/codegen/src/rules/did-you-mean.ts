import { suggest } from '../issues/suggest.ts'

/** A hint for a name that is not among the known ones: the nearest, or all of them where they are few. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const nearest = suggest(name, names)
  if (nearest !== undefined) return `did you mean ${nearest}?`
  return names.length > 0 && names.length <= 12 ? `known are ${names.join(', ')}` : undefined
}
