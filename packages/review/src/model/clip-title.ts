import type { Clip } from '../contract/report.ts'
import type { Grouping } from './arrange.ts'

/** What tells a clip from the others of its job: `16:9 · anime · take 2`; with the job's name where that is not told by the section. */
export function titleIn({ job, axes, take }: Clip, grouping: Grouping): string {
  const values = Object.values(axes)
  const isNamed = values.length === 0 || grouping !== 'job'
  return [...(isNamed ? [job] : []), ...values, ...(take === undefined ? [] : [`take ${take}`])].join(' · ')
}
