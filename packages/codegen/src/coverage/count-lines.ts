import { type Coverage, entryParts } from './coverage.ts'

/** How much coverage files account for, in one line. */
export function countLines(coverages: readonly Coverage[]): string {
  const groups = coverages.flatMap((coverage) => coverage.groups)
  const endpoints = new Set(groups.flatMap(({ endpoint, at }) => (typeof at === 'string' ? (endpoint ?? []) : [])))
  const entries = groups.flatMap((group) => entryParts.flatMap((part) => Object.values(group[part] ?? {})))
  const leftOut = entries.filter((entry) => typeof entry !== 'string').length
  return `${endpoints.size} endpoints and ${entries.length - leftOut} fields are accounted for, ${leftOut} are left out with the reason`
}
