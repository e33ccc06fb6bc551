import { isAbsolute, join, relative, sep } from 'node:path'
import type { Issue } from '../../../errors/issue.ts'
import { brief, visible } from '../../text/visible.ts'
import type { Reporter } from '../reporter.ts'
import { type JobEndEvent, recordRun } from '../run-record.ts'

/** The place of a job in the manifest. */
type AnnotatedJob = { readonly job: string; readonly line: number; readonly column: number }

export type AnnotationOptions = {
  readonly write: (text: string) => unknown
  /** The manifest, relative to the repository's root. */
  readonly file: string
  readonly jobOf: (instance: string) => AnnotatedJob | undefined
}

type Trouble = Extract<JobEndEvent, { event: 'job.failed' | 'job.uncertain' }>

/** GitHub shows at most this many of each level for a step: https://docs.github.com/en/actions/reference/limits. */
const SHOWN = 10
/** How many clips the annotation of a job lists. */
const LISTED = 5

/** Writes an annotation on the manifest's line of each job that failed or is uncertain: one for a job, whatever the number of its clips. */
export function annotationsReporter({ write, file, jobOf }: AnnotationOptions): Reporter {
  const record = recordRun()
  return {
    event: record.note,
    end: () => {
      const ends = [...record.ends.values()]
      for (const [event, level] of [
        ['job.failed', 'error'],
        ['job.uncertain', 'warning'],
      ] as const) {
        const troubles = ends.filter((end): end is Trouble => end.event === event)
        const byJob = Map.groupBy(troubles, ({ job }) => jobOf(job)?.job ?? job)
        for (const [job, group] of [...byJob].slice(0, SHOWN))
          write(workflowCommand({ level, file, ...placeOf(group), ...textOf(job, group) }))
      }
    },
  }

  function placeOf([first]: readonly Trouble[]): Pick<Annotation, 'line' | 'column'> {
    const { line = 1, column = 1 } = (first && jobOf(first.job)) ?? {}
    return { line, column }
  }
}

function textOf(job: string, troubles: readonly Trouble[]): Pick<Annotation, 'title' | 'message'> {
  const [first] = troubles
  const what = first?.event === 'job.failed' ? 'failed' : 'uncertain'
  const told = troubles.slice(0, LISTED).map((trouble) => {
    const why = trouble.event === 'job.failed' ? ` (${trouble.class}, ${trouble.code})` : ''
    return `${visible(trouble.job)}: ${brief(trouble.message)}${why}${trouble.hint === undefined ? '' : `\n  ${visible(trouble.hint)}`}`
  })
  const rest = troubles.length > LISTED ? [`... and ${troubles.length - LISTED} more`] : []
  return {
    title: troubles.length === 1 ? `${job} ${what}` : `${job}: ${troubles.length} clips ${what}`,
    message: [...told, ...rest].join('\n'),
  }
}

/** The environment of a GitHub Actions step. */
type Env = Readonly<Record<string, string | undefined>>

/** Whether the command runs as a step of GitHub Actions, which reads annotations. */
export function isGithubActions(env: Env): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/** A path for an annotation: relative to the repository's root, with forward slashes. */
export function repositoryPath(path: string, { cwd, env }: { cwd: string; env: Env }): string {
  const absolute = isAbsolute(path) ? path : join(cwd, path)
  const root = env['GITHUB_WORKSPACE']
  return relative(root === undefined || root === '' ? cwd : root, absolute)
    .split(sep)
    .join('/')
}

/** Mistakes of a manifest, as annotations on its lines. */
export function issueAnnotations(issues: readonly Issue[], place: { cwd: string; env: Env }): string {
  return issues
    .map((issue) => {
      const { message, suggestion, hint } = issue
      const lines = [message, ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]), ...(hint === undefined ? [] : [hint])]
      return workflowCommand({
        level: issue.severity,
        file: repositoryPath(issue.file, place),
        line: issue.line,
        column: issue.column,
        endColumn: issue.endColumn,
        title: issue.code,
        message: lines.join('\n'),
      })
    })
    .join('')
}

/** A message that GitHub shows beside a line of a file. */
type Annotation = {
  readonly level: 'error' | 'warning' | 'notice'
  /** Relative to the repository's root; absent for a message without a file. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
  readonly endColumn?: number
  readonly title: string
  readonly message: string
}

/**
 * An annotation as the line that GitHub Actions reads from a step's output.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function workflowCommand({ level, file, line, column, endColumn, title, message }: Annotation): string {
  const facts = { file, line, col: column, endColumn, title }
  const properties = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${level} ${properties.join(',')}::${escapeData(message)}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
