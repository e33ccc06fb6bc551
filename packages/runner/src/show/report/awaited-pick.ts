import type { JobInstance } from '../../plan/plan.ts'
import { renderedAs } from '../../store/rendered-as.ts'
import type { ReportSources } from './report-sources.ts'

/**
 * The group of takes that a job waits for: its takes are rendered, and none is picked. Jobs whose takes are still to come, or pick by
 * themselves, wait for no person.
 *
 * @param automatic ids of the takes of which the first is picked that succeeds
 */
export function awaitedPick(
  { picks: groups }: JobInstance,
  { sources, picks, automatic }: { sources: ReportSources; picks: Readonly<Record<string, string>>; automatic: ReadonlySet<string> },
): string | undefined {
  return groups.find(
    ({ id, candidates }) =>
      !Object.hasOwn(picks, id) &&
      candidates.every((take) => !automatic.has(take) && hasEnded(take, sources)) &&
      candidates.some((take) => isDone(take, sources)),
  )?.id
}

const isDone = (take: string, { jobs, lockfile }: ReportSources): boolean =>
  renderedAs({ record: jobs.get(take), entry: lockfile.jobs[take] }) !== undefined

const hasEnded = (take: string, sources: ReportSources): boolean =>
  isDone(take, sources) || ['failed', 'uncertain'].includes(sources.jobs.get(take)?.state.phase ?? '')
