import { isMasked } from '@shotlist/core'
import type { OutputRule, ProviderTable } from '@shotlist/core/contract'
import { DownloadError } from '../../errors/output-errors.ts'
import type { MediaKind } from '../../files/inspect-media.ts'
import type { Outputs } from '../../job/job-state.ts'
import { EXTENSIONS, fileOutputs, pathOfPart } from '../../plan/outputs/output-names.ts'

/** A file of a finished task that is downloaded. */
export type ResultFile = {
  /** The output that names it. */
  readonly output: string
  readonly url: string
  readonly kind: MediaKind
  /** Its path below the output folder. */
  readonly path: string
  /** What tells it from the other files of the task; absent for the only file, and for the main one beside kept outputs. */
  readonly part?: string
}

/**
 * The files of a finished task that its job keeps: those of the main output first. Several files of one output are numbered from 1.
 *
 * @param output the job's path below the output folder
 * @throws {DownloadError} if the finished task has no file, or an address cannot be used. The paid task is not rendered again for that,
 * because the provider may provide the file later.
 */
export function resultFiles(
  { table, operation, outputs }: { readonly table: ProviderTable; readonly operation: string; readonly outputs: Outputs },
  output: string,
): readonly ResultFile[] {
  const rules = outputRules(table, operation)
  const { main, kept } = fileOutputs(rules)
  const urlsOf = (name: string): readonly string[] => urlsIn(outputs[name], { name, title: table.title })
  const first = main.find((name) => urlsOf(name).length > 0)
  const missing = first === undefined ? '' : kept.find((name) => rules[name]?.required === true && urlsOf(name).length === 0)
  if (first === undefined || missing !== undefined)
    throw new DownloadError('missing', `${table.title} reports that the task succeeded, but gives no ${missing || 'file'}`)
  return [first, ...kept].flatMap((name) => {
    const urls = urlsOf(name)
    const kind = rules[name]?.type as MediaKind
    return urls.map((url, index): ResultFile => {
      const part = [...(name === first ? [] : [name]), ...(urls.length > 1 ? [String(index + 1)] : [])].join('.')
      if (part === '') return { output: name, url, kind, path: output }
      return { output: name, url, kind, path: pathOfPart(output, part, name === first ? undefined : EXTENSIONS[kind]), part }
    })
  })
}

function urlsIn(value: Outputs[string] | undefined, { name, title }: { readonly name: string; readonly title: string }): readonly string[] {
  const urls = (typeof value === 'object' ? value : [value]).filter((url): url is string => typeof url === 'string' && url !== '')
  if (urls.some((url) => isMasked(url)))
    throw new DownloadError('refused', `the address that ${title} gives repeats a key, and is not used: ${name}`)
  return urls
}

/** Checks that a finished task without a file has at least one output. @throws {DownloadError} */
export function requireOutputs(table: ProviderTable, operation: string, outputs: Outputs): void {
  if (Object.keys(outputs).length > 0 || Object.keys(outputRules(table, operation)).length === 0) return
  throw new DownloadError('missing', `${table.title} reports that the task succeeded, but gives no result`)
}

/** The outputs of an operation, or of the task that it starts. */
export function outputRules(table: ProviderTable, operation: string): Readonly<Record<string, OutputRule>> {
  const { starts, outputs: own } = table.operations[operation] ?? { outputs: {} }
  return starts === undefined ? own : (table.tasks[starts]?.outputs ?? {})
}
