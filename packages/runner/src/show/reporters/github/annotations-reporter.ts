import { isAbsolute, join, relative, sep } from 'node:path'
import type { Issue } from '../../../errors/issue.ts'
import { brief, visible } from '../../text/visible.ts'
import type { Reporter } from '../reporter.ts'
import { type JobEndEvent, recordRun } from '../run-record.ts'

/** Where a job stands in the manifest. */
type AnnotatedJob = { readonly job: string; readonly line: number; readonly column: number }

export type AnnotationOptions = {
  readonly write: (text: string) => unknown
  /** The manifest, relative to the repository's root. */
  readonly file: string
  readonly jobOf: (instance: string) => AnnotatedJob | undefined
}

type Trouble = Extract<JobEndEvent, { event: 'job.failed' | 'job.uncertain' }>

/** GitHub shows no more of a kind for one step: https://docs.github.com/en/actions/reference/limits. */
const SHOWN = 10
/** Instances of one job that its annotation tells of. */
const TOLD = 5

/** Marks the jobs that failed or are uncertain on their lines of the manifest: one mark for each job, however many of its clips it concerns. */
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
  const told = troubles.slice(0, TOLD).map((trouble) => {
    const why = trouble.event === 'job.failed' ? ` (${trouble.class}, ${trouble.code})` : ''
    return `${visible(trouble.job)}: ${brief(trouble.message)}${why}${trouble.hint === undefined ? '' : `\n  ${visible(trouble.hint)}`}`
  })
  const rest = troubles.length > TOLD ? [`... and ${troubles.length - TOLD} more`] : []
  return {
    title: troubles.length === 1 ? `${job} ${what}` : `${job}: ${troubles.length} clips ${what}`,
    message: [...told, ...rest].join('\n'),
  }
}

/** The variables of a GitHub Actions step that matter here. */
type Env = Readonly<Record<string, string | undefined>>

/** Whether this runs as a step of GitHub Actions, where annotations are read. */
export function isGithubActions(env: Env): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/** A path as annotations want it: relative to the repository's root, with forward slashes. */
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

/** A mark that GitHub puts beside a line of a file. */
type Annotation = {
  readonly level: 'error' | 'warning' | 'notice'
  /** Relative to the repository's root; absent, it stands beside no file. */
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
