import type { JobGroup } from './group-by-job.ts'

/** The jobs and their dependencies as a Mermaid flow chart. */
export function toMermaid(groups: readonly JobGroup[]): string {
  const names = new Map(groups.map(({ job }, index) => [job, `j${index}`]))
  const nodes = groups.map((group) => `  ${names.get(group.job)}["${label(group, '<br/>').replaceAll('"', '#quot;')}"]`)
  return `${['flowchart LR', ...nodes, ...edges(groups).map(([from, to]) => `  ${names.get(from)} --> ${names.get(to)}`)].join('\n')}\n`
}

/** The jobs and their dependencies in Graphviz's DOT language. */
export function toDot(groups: readonly JobGroup[]): string {
  const nodes = groups.map((group) => `  ${quote(group.job)} [label=${quote(label(group, '\\n'))}];`)
  const lines = edges(groups).map(([from, to]) => `  ${quote(from)} -> ${quote(to)};`)
  return `${['digraph shotlist {', '  rankdir=LR;', '  node [shape=box];', ...nodes, ...lines, '}'].join('\n')}\n`
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`
}

function label({ job, instances }: JobGroup, newline: string): string {
  const operation = instances[0] === undefined ? '' : `${instances[0].provider}/${instances[0].operation}`
  return `${job}${instances.length === 1 ? '' : ` × ${instances.length}`}${newline}${operation}`
}

function edges(groups: readonly JobGroup[]): readonly (readonly [string, string])[] {
  return groups.flatMap(({ job, after }) => after.map((from) => [from, job] as const))
}
