import { brief, visible } from '../../text/visible.ts'
import type { Reporter } from '../reporter.ts'
import { type JobEnd, recordRun } from '../run-record.ts'
import { type Annotation, workflowCommand } from './workflow-command.ts'

/** Where a job stands in the manifest. */
type AnnotatedJob = { readonly job: string; readonly line: number; readonly column: number }

export type AnnotationOptions = {
  readonly write: (text: string) => unknown
  /** The manifest, relative to the repository's root. */
  readonly file: string
  readonly jobOf: (instance: string) => AnnotatedJob | undefined
}

type Trouble = Extract<JobEnd, { event: 'job.failed' | 'job.uncertain' }>

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
